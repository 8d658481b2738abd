"""Timestamp lines are read as printed."""

import pytest

from newskit.clean.plain.dates import Stamp, stamps

CASES = [
    ("Updated Oct 8, 2015", None, [Stamp("2015-10-08", updated=True)]),
    ("30. Juni 2025, 15:59 Uhr", "de", [Stamp("2025-06-30T15:59", updated=False)]),
    ("October 23, 2025 5:50 pm CET", "en", [Stamp("2025-10-23T17:50+01:00", updated=False)]),
    ("Publié le 6 janvier 2026 à 14h16", "fr", [Stamp("2026-01-06T14:16", updated=False)]),
    (
        "Published: 3 May 2021 09:05 BST | Last updated: 4 May 2021 10:00 BST",
        "en",
        [Stamp("2021-05-03T09:05+01:00", updated=False), Stamp("2021-05-04T10:00+01:00", updated=True)],
    ),
    (
        "Aktualizacja: 14.06.2024 20:15 Publikacja: 14.06.2024 18:40",
        "pl",
        [Stamp("2024-06-14T20:15", updated=True), Stamp("2024-06-14T18:40", updated=False)],
    ),
    (
        "2024-04-24 15:03 / Updated: 2024-04-24 15:30",
        "en",
        [Stamp("2024-04-24T15:03", updated=False), Stamp("2024-04-24T15:30", updated=True)],
    ),
    ("2024年4月24日 23:52", "ja", [Stamp("2024-04-24T23:52", updated=False)]),
    ("2025-06-04T02:37:08Z", None, [Stamp("2025-06-04T02:37:08+00:00", updated=False)]),
    ("8 listopada 2019", "pl", [Stamp("2019-11-08", updated=False)]),
    ("March 2015", "en", [Stamp("2015-03", updated=False)]),
    ("04/05/2015", "en", []),
    ("04/05/2015", "fr", [Stamp("2015-05-04", updated=False)]),
    ("04/25/2015", "en", [Stamp("2015-04-25", updated=False)]),
    ("31/13/2015 45:99", "en", []),
    ("04/05/2015", "en-GB", [Stamp("2015-05-04", updated=False)]),
    ("04/05/2015", "en-US", [Stamp("2015-04-05", updated=False)]),
    ("04/05/2015", "en-CA", []),
    ("3 hours ago", "en", []),
    ("10-30-2025", "en", [Stamp("2025-10-30", updated=False)]),
    ("26 | 03 | 2024 | Harbour", "de", [Stamp("2024-03-26", updated=False)]),
    ("Datum:26. Januar 2022", "de", [Stamp("2022-01-26", updated=False)]),
    ("03.Mär.19", "de", [Stamp("2019-03-03", updated=False)]),
    ("December 19. 2025", "en", [Stamp("2025-12-19", updated=False)]),
    ("13 gusht 2020, 09:08", "sq", [Stamp("2020-08-13T09:08", updated=False)]),
    ("17 באוגוסט 2020", "he", [Stamp("2020-08-17", updated=False)]),
    ("Fri Apr 28 19:20:36 CEST 2023", None, [Stamp("2023-04-28T19:20:36+02:00", updated=False)]),
    ("Harbour NewsDECEMBER 22, 2022", "en", [Stamp("2022-12-22", updated=False)]),
    ("Harbour • Ann LeeFebruary 3, 2026Comment", "en", [Stamp("2026-02-03", updated=False)]),
    ("March 7, 20247:55 AM UTC", "en", [Stamp("2024-03-07T07:55+00:00", updated=False)]),
    ("30.01.202430. Januar 2024", "de", 2 * [Stamp("2024-01-30", updated=False)]),
    (
        "By Ann LeeJanuary 4, 2026Updated:January 8, 20262 Comments",
        "en",
        [Stamp("2026-01-04", updated=False), Stamp("2026-01-08", updated=True)],
    ),
    (
        "April 21, 2020 at 5:52 pm Updated April 22, 2020 at 7:07 am",
        "en",
        [Stamp("2020-04-21T17:52", updated=False), Stamp("2020-04-22T07:07", updated=True)],
    ),
    (
        "22:57 GMT 28.04.2020 (updated 11:14 GMT 29.04.2020)",
        "en",
        [Stamp("2020-04-28T22:57+00:00", updated=False), Stamp("2020-04-29T11:14+00:00", updated=True)],
    ),
    ("April 25, 2023 2:26 PM, last updated 9 min ago", "en", [Stamp("2023-04-25T14:26", updated=False)]),
    ("25/04/2026 Actualizado a las 15:10h.", "es", [Stamp("2026-04-25", updated=False)]),
    ("8 October 2015 (updated)", "en", [Stamp("2015-10-08", updated=True)]),
    ("2024年4月24日 更新 23:52", "ja", [Stamp("2024-04-24T23:52", updated=True)]),
]


@pytest.mark.parametrize(("line", "language", "expected"), CASES)
def test_dates_have_the_granularity_that_is_printed(line: str, language: str | None, expected: list[Stamp]) -> None:
    """Published and updated are told apart; what is ambiguous or relative has no value."""
    assert stamps(line, language=language) == expected


def test_the_address_settles_which_number_is_the_day() -> None:
    """A British host prints the day first."""
    assert stamps("04/05/2015", language="en", url="https://paper.co.uk/a") == [Stamp("2015-05-04", updated=False)]
