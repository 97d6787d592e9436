from itperception.published.twins.reproduction import reproduce


def test_every_figure_has_its_line_with_what_print_and_twin_say(ardour, twin):
    frame = reproduce(ardour, 156, twin)
    assert frame["row"].tolist() == [figure.row for figure in ardour.figures]
    first = frame.iloc[0]
    assert (first["counts"], first["twin_base"], first["agrees"]) == ("79 or 80", 156, True)
    told = frame["how"].str.endswith(", which agrees")
    assert told.tolist() == frame["agrees"].fillna(False).astype(bool).tolist()


def test_a_count_of_the_twin_lies_among_those_print_allows(ardour, twin):
    frame = reproduce(ardour, 156, twin).dropna(subset=["count_low"])
    assert frame["twin_count"].between(frame["count_low"], frame["count_high"]).all()


def test_a_survey_without_a_twin_has_only_what_print_allows(printed):
    frame = reproduce(printed("2012-informationweek"), 382)
    assert frame["counts"].str.startswith("none").sum() == 0
    assert "twin_count" not in frame
