"""The monthly package."""

from __future__ import annotations

from domain.errors.base import RegisterError


class PackageError(RegisterError):
    """The monthly package."""

    code = "package"


class PackageRefused(PackageError):
    """The month still has problems; ``problems`` lists them."""

    code = "package-refused"
    message = (
        "Пакет не построен: в актах месяца есть замечания. Устраните их или укажите причину отправки с замечаниями."
    )


class PackageTooLarge(PackageError):
    """Over what one file of this format can hold; ``size`` in bytes."""

    code = "package-too-large"
    message = (
        "Пакет больше 4 ГБ и не может быть одним файлом. Уменьшите сканы актов этого месяца и постройте пакет снова."
    )


class ProfileBroken(PackageError):
    """The profile of the region cannot be read or says something impossible; ``fault`` tells what."""

    code = "profile-broken"
    message = "Профиль отправки в регистр не читается. Администратору: проверьте файл профиля, указанный в настройках."


class PackageBroken(PackageError):
    """Verification found a difference; ``differences`` lists them."""

    code = "package-broken"
    message = "Пакет изменён после построения или повреждён. Не отправляйте его; возьмите исходный файл из реестра."
