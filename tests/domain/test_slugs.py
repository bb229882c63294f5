"""Names of files, made of titles."""

from papercuts.domain.slugs import slugs


def test_titles_become_names_that_any_file_system_takes_and_no_two_are_alike() -> None:
    titles = ["Größe: “3/4” is read", "../../etc/passwd", "日付が読める", "", "-fix-", "Fix", "x" * 200, "x" * 300]

    names = slugs(titles, otherwise="fix")

    assert names[:6] == ["große-3-4-is-read".replace("ß", "ss"), "etc-passwd", "fix", "fix-2", "fix-3", "fix-4"]
    assert names[6:] == ["x" * 60, "x" * 60 + "-2"]
