"""What office files need beside their text: conversion of old formats by LibreOffice, scans inside a document."""
