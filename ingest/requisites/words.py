"""The words that the grammar knows, as pieces of regular expressions; one place for all rules."""

from __future__ import annotations

import re
from typing import Final

from ingest.requisites.directory import BODY_KINDS

HEAD_KINDS: Final = (
    "постановление", "решение", "распоряжение", "приказ", "указ", "закон", "протокол", "определение", "приговор",
    "протест", "представление", "предписание", "заключение", "соглашение", "договор", "устав", "положение",
    "порядок", "регламент", "правила", "инструкция", "уведомление", "извещение", "письмо", "кодекс",
    "требование", "предостережение", "предупреждение",
)  # fmt: skip
"""Kinds that may stand as the kind line of a document; the nominative only: a form in another case is a citation."""

RULE_KINDS: Final = frozenset(
    {"положение", "порядок", "регламент", "правила", "инструкция", "устав", "соглашение", "договор"}
)
"""Kinds that are usually annexes of an act; alone at the head of a file they are the document itself."""

BODY_NOUNS: Final = {kind.genitive: (kind.noun, kind.gender) for kind in BODY_KINDS}
"""Genitive of the head of a body's name, its nominative and gender."""

BODY_GENITIVES: Final = (*BODY_NOUNS, "избирательной", "государственного")
"""How the name of a body begins in the genitive, after the kind: «Постановление Администрации …»."""

BODY_WORDS: Final = frozenset(kind.noun for kind in BODY_KINDS)
"""Nominatives that a line of a letterhead is recognised by."""

PLACE_WORDS: Final = frozenset(kind.noun for kind in BODY_KINDS if kind.place)
"""Heads of names that a territory follows."""

VERB_STEMS: Final = (
    "постановляет", "постановляю", "постановляем", "постановил", "постановила", "постановили", "решает",
    "решил", "решила",
    "решило", "решили", "приказываю", "приказываем", "приказывает", "распоряжаюсь", "обязываю", "предлагаю",
    "предписываю", "предписывает", "требую",
    "определил", "определила", "приговорил", "рекомендует",
)  # fmt: skip

VERB: Final = re.compile(
    r"(?<![а-яё])(?:"
    + "|".join(" ?".join(verb) for verb in sorted(VERB_STEMS, key=len, reverse=True))
    + r")(?P<end>\s*:|\s*$)",
    re.IGNORECASE,
)
"""The operative verb: before a colon or at the end of its line; letters may be spread."""

PREAMBLE: Final = re.compile(
    r"(?:В соответствии|В целях|С целью|В связи|В исполнение|Во исполнение|В рамках|Во? избежание|В развитие|В порядке"
    r"|На основании|Руководствуясь|Рассмотрев|Учитывая|Заслушав|Обсудив|Принимая во внимание|По результатам"
    r"|По итогам|Согласно"
    r"|За (?:многолет|добросовест|высок|больш|активн|заслуг|успе|значительн|личный вклад|вклад)"
    r"|По (?:представлению|ходатайству|предложению|обращению) "
    r"|Изучив|Исходя из|Для (?:целей|[а-яё]+(?:ния|ции))(?![а-яё])|Во исполнение|По согласованию|Ввиду"
    r"|В целом|На период|С учетом|С учётом|Отмечая|Признавая|Действуя|Проанализировав|Выслушав|Прошу|Уважаем"
    r"|Проверив|Установив|Оценив|Ознакомившись|Настоящ(?:ий|ее|ая|ие) |Внести (?:в |следующ|изменени)"
    r"|(?:Утвердить|Признать|Назначить|Принять|Провести|Создать|Установить|Предоставить|Присвоить|Освободить|Уволить"
    r"|Наградить|Выделить|Отменить|Направить|Организовать|Считать|Объявить) "
    r"|(?:[А-ЯЁ][А-ЯЁа-яё-]+ ){0,6}(?:постановляет|решила?|приказываю)[: ])",
)
"""How a preamble (or a text without one) begins; the case of letters matters: a title in capitals is no preamble."""

ABOUT: Final = re.compile(r"[«\"“]?(?:О|Об|ОБ|Обо|ОБО)\s(?!т\s+[\d«\"_])")
"""How a title begins."""

REVISION_NOTE: Final = re.compile(
    r"\(?(?:в ред(?:акции|\.)|с изм(?:енениями|\.)|с учетом изменений|в редакции|список изменяющих документов"
    r"|ред\. от|редакция, действующая)",
    re.IGNORECASE,
)
"""Notes of editions that legal databases put under a title."""

FOREIGN: Final = re.compile(
    r"рег\.\s?№|регистрационный|зарегистрирован[оаы]?(?![а-яё])|минюст|министерств[а-яё]* юстиции"
    r"|(?<![а-яё])(?:внес[её]н|включ[её]н)[оаы]? в (?:[а-яё]+ ){0,2}(?:регистр|реестр)|государственный регистрационный"
    r"|^опубликован|(?<![а-яё])(?:газета|вестник|ведомости|бюллетень|известия|тираж)(?![а-яё])"
    r"|(?<![а-яё])заказ\s?(?:№|N)|(?<![а-яё])(?:сессия|заседание)\s?(?:№|N)"
    r"|№ ?\d{1,4}(?:[-–]\d{1,4})? ?\(№? ?\d{2,6}(?:[-–]\d{1,6})?\)"
    r"|^на\s*№|(?<![а-яё])вх(?:одящий|од)?\.?\s?№",
    re.IGNORECASE,
)
"""A date and a number of another's registration, never the act's own: of Minjust or a register, of a newspaper, of a
print order, of a session, of incoming mail; «№ 15 (10234)» is an issue of a newspaper."""

CITED_KIND: Final = re.compile(
    r"(?<![а-яё])(?:постановлени(?:е|я|ю|й|ям|ем)|распоряжени(?:е|я|ю|й|ям|ем)|решени(?:е|я|ю|й|ям|ем)"
    r"|приказ(?:а|у|ов|ам|ом)?|закон(?:а|у|ов|ам|ом)?|указ(?:а|у|ов|ам|ом)?)(?![а-яё])",
    re.IGNORECASE,
)
"""The kind of an act that a title speaks of: «О внесении изменений в решение …», «Об отмене приказов …»."""

CHANGES: Final = re.compile(r"изменени|дополнени|отмен|утративш|приостан|продлени|расторж", re.IGNORECASE)
"""A title with such a word names what is changed or ended, and its date."""

CONVOCATION: Final = re.compile(
    r"\(?(?:.{0,40}созыв[аы]?|.{0,40}заседани[ея]|.{0,30}сесси[яи]"
    r"|.{0,30}(?:сесси[яи]|заседани[ея]) .{0,80}созыва)\)?\s*$",
    re.IGNORECASE,
)
"""The session that a council decided in, a line of its own: «(пятый созыв)», «XXXVIII сессия»."""

HANGS: Final = re.compile(
    r"(?:утвержд[её]нн[а-яё]+|[,(–-]|(?<![а-яё])(?:и|в|на|о|об|с|по|к|от|за|для|при))$", re.IGNORECASE
)
"""The end of a line that its next one goes on from, whatever that begins with."""

ANNEX: Final = re.compile(r"(?:Приложение|ПРИЛОЖЕНИЕ|Приложения|П р и л о ж е н и е)(?!\s*:)(?![а-яё])")
APPROVED: Final = re.compile(r"(?:УТВЕРЖД[ЕЁ]Н[АОЫ]?|Утвержд[её]н[аоы]?)(?![а-яё])")
AGREED: Final = re.compile(r"(?:СОГЛАСОВАН[АОЫ]?|Согласован[аоы]?)(?![а-яё])")
"""A visa of agreement: who agreed stands below it, it opens no annex and is no signature of the act."""

POINT: Final = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s*(?=[А-ЯЁ«\"])|[IVX]{1,5}\.\s")
FIRST_POINT: Final = re.compile(r"1[.)]\s*(?=[А-ЯЁ«\"])")

ORDERS: Final = re.compile(
    r"(?=[А-ЯЁ])(?i:(?!(?:печать|память|мать|суть|путь|нить|плоть|треть|(?:[а-яё]{4,6}о)?сеть|[а-яё]{0,8}дцать"
    r"|де[вс]ять|пять)\s)[а-яё]{1,20}(?:[аеиоуыя]ть(?:ся)?|класть|честь|[нв]ести(?:сь)?|везти|йти|[лрс]ечь))\s"
)
"""A paragraph that orders: «Приостановить …», «Внести …»; «Стоимость …», «Часть …», «Сеть …» are nouns."""

TRUE_COPY: Final = re.compile(
    r"(?:(?:выписка|копия|с подлинным|с подлинником)\s+верн[ао]|верн[ао](?=\s*(?:[:.,]|$)|\s+(?-i:[А-ЯЁ])))"
    r"(?![а-яё])",
    re.IGNORECASE,
)
"""Who attests a copy stands below: «Выписка верна», «Верно:», «Верно Начальник отдела»; «Верно отметил …» does not."""

POST: Final = re.compile(
    r"(?:Глав[аы](?![а-яё])|ГЛАВА|Мэр(?![а-яё])|МЭР|Губернатор(?![а-яё])|ГУБЕРНАТОР|Президент(?![а-яё])|ПРЕЗИДЕНТ|Председател(?:ь|ьствующий)(?![а-яё])"
    r"|ПРЕДСЕДАТЕЛЬ|Председательствующ(?:ий|ая)|Министр(?![а-яё])|МИНИСТР|Директор(?![а-яё])|ДИРЕКТОР"
    r"|Генеральный директор"
    r"|Руководител[ья](?![а-яё])|РУКОВОДИТЕЛЬ|Начальник(?![а-яё])|НАЧАЛЬНИК|Управляющ(?:ий|ая)|УПРАВЛЯЮЩИЙ|Заместител[ья](?![а-яё])|ЗАМЕСТИТЕЛЬ"
    r"|Перв(?:ый|ого) (?:заместитель|вице)|ПЕРВЫЙ ЗАМЕСТИТЕЛЬ|Вице ?-|ВИЦЕ ?-|И\. ?[оО]\."
    r"|Исполняющ(?:ий|ая)|ИСПОЛНЯЮЩИЙ"
    r"|Врио|ВРИО|ВРИП|Врип|Временно |ВРЕМЕННО |Секретарь|СЕКРЕТАРЬ|Спикер|Заведующ(?:ий|ая)|Прокурор(?![а-яё])|ПРОКУРОР"
    r"|Судья|СУДЬЯ|Префект|Ректор|Статс-секретарь|Премьер-министр|ПРЕМЬЕР-МИНИСТР"
    r"|Советник|Старший советник|Староста|Индивидуальный предприниматель|Уполномоченный|Протокол вел)"
)
"""How the line of a signature begins: a post in the nominative with a capital letter."""

PLACE: Final = re.compile(
    r"(?<![А-ЯЁа-яё])(?:(?:гор|город|пос|посёлок|поселок|село|ст|станица|ст-ца|рп|р\. ?п|рабочий пос[её]лок"
    r"|пос[её]лок городского типа|пгт|п\. ?г\. ?т|дер|деревня|хутор|аул"
    r"|(?:[гпсдха]|сл)(?=\.)|(?:(?<![^\t])|(?<=  ))[гпсдх](?= ))\.? ?"
    r"(?P<name>[А-ЯЁ][А-ЯЁа-яё]+(?:[- ](?:на-|на |ая |[А-ЯЁ])[А-ЯЁа-яё-]*){0,3})|(?P<bare>Москва|МОСКВА"
    r"|Санкт-Петербург))"
)
"""A settlement with its short kind: «г. Кыштым», «пос. Смидович»; the two capitals may stand alone.

One letter without its stop is a short kind where a line or a column begins: «в соответствии с Указом» names no village.
"""

_REGION: Final = (
    r"(?:Республик[аи] [А-ЯЁ][а-яё-]+(?: Эл| \([А-ЯЁ][а-яё]+\))?"
    r"|[А-ЯЁ][а-яё-]+(?:ая|ой) (?:область|области|обл\.)|[А-ЯЁ][а-яё-]+(?:ий|ого) (?:кра[йя]|район[а]?))"
)
PLACE_LINE: Final = re.compile(rf"{PLACE.pattern}(?:,? {_REGION}){{0,2}}\.?")
"""A place alone in its line, with its district and region: «г. Сыктывкар, Республика Коми»."""

ADDRESS: Final = re.compile(r"Уважаем(?:ый|ая|ые)\s+[А-Яа-яё ]{2,60}!?")
"""The form of address that opens a letter."""

TEXT_HEADING: Final = re.compile(
    r"(?:Статья|СТАТЬЯ)\s+\d|(?:Глава|ГЛАВА|Раздел|РАЗДЕЛ)\s+[\dIVX]|[IVX]{1,4}\.\s|Общие положения|ОБЩИЕ ПОЛОЖЕНИЯ"
    r"|Преамбула|ПРЕАМБУЛА|Содержание$|СОДЕРЖАНИЕ$|Оглавление$|ОГЛАВЛЕНИЕ$|Адрес"
)
"""The first heading of a text: it ends a title."""
