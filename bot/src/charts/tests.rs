//! Charts as text, and what must hold for each.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use super::*;
use crate::domain::Lang;

const TODAY: &str = "2026-11-29";

fn days(count: u64) -> Vec<NaiveDate> {
    let today: NaiveDate = TODAY.parse().unwrap();
    (0..count).rev().map(|back| today - Days::new(back)).collect()
}

/// Numbers that look like something and are the same each time.
fn values(count: u32, about: f64) -> Vec<f64> {
    let wave = |n: u32| 1.0 + 0.4 * (f64::from(n) * 0.9).sin();
    (0..count).map(|n| (about * wave(n) * (0.5 + f64::from(n) / f64::from(count))).round()).collect()
}

fn known(values: Vec<f64>) -> Vec<Option<f64>> {
    values.into_iter().map(Some).collect()
}

fn chart(lang: Lang, title: [&str; 2], note: [&str; 2], unit: Unit, body: Body) -> Chart {
    let pick = |both: [&str; 2]| both[usize::from(lang == Lang::Ru)].to_owned();
    let empty =
        pick(["Nothing yet: nobody has come in these days", "Пока пусто: за эти дни никто не приходил"]);
    Chart { lang, title: pick(title), note: pick(note), empty, unit, body }
}

fn both(lang: Lang, en: &str, ru: &str) -> String {
    if lang == Lang::Ru { ru.to_owned() } else { en.to_owned() }
}

/// One of each, and what is hard about each.
fn gallery(lang: Lang) -> Vec<(&'static str, Chart)> {
    let active = (["Active people", "Активные люди"], ["by day, 30 days, UTC", "по дням, 30 дней, UTC"]);
    let bars = |count, values| {
        chart(lang, active.0, active.1, Unit::Count, Body::Bars { days: days(count), values })
    };
    let series = |name: [&str; 2], values| Series { name: both(lang, name[0], name[1]), values };
    let mut spike = vec![1.0; 30];
    spike[17] = 1_250_000.0;
    let mut gaps = known(values(30, 3.0));
    gaps[4..9].fill(None);
    gaps[6] = Some(2.0);
    let lines = |count, series| {
        let title = ["Median and slowest answers", "Обычные и самые долгие ответы"];
        chart(
            lang,
            title,
            ["seconds, by day", "секунды, по дням"],
            Unit::Amount,
            Body::Lines { days: days(count), series },
        )
    };
    let stack = |count, series| {
        let title = ["What people did", "Что делали люди"];
        chart(
            lang,
            title,
            ["actions by day", "действия по дням"],
            Unit::Count,
            Body::Stacked { days: days(count), series },
        )
    };
    let row = |name: &str, value, aside: &str| Row { name: name.to_owned(), value, aside: aside.to_owned() };
    let cohort = |back: u64, people, came_again: &[u64]| Cohort {
        week: days(1)[0] - Days::new(6 + 7 * back),
        people,
        came_again: came_again.to_vec(),
    };
    let rows = |rows| {
        let title = ["Errors by code", "Сбои по кодам"];
        chart(lang, title, ["last 30 days", "последние 30 дней"], Unit::Count, Body::Rows(rows))
    };
    let table = |cohorts| {
        let title = ["Who came again", "Кто вернулся"];
        let note = [
            "share of those who came in a week, so many weeks later",
            "доля пришедших за неделю, столько недель спустя",
        ];
        let body = Body::Cohorts {
            week: both(lang, "Week", "Неделя"),
            people: both(lang, "people", "человек"),
            cohorts,
        };
        chart(lang, title, note, Unit::Percent, body)
    };
    vec![
        ("bars-7", bars(7, vec![61.0, 70.0, 0.0, 77.0, 80.0, 79.0, 84.0])),
        ("bars-30", bars(30, values(30, 900.0))),
        ("bars-90", bars(90, values(90, 40.0))),
        ("bars-spike", bars(30, spike)),
        ("bars-zero", bars(30, vec![0.0; 30])),
        ("bars-one", bars(1, vec![1.0])),
        ("bars-none", bars(0, vec![])),
        (
            "lines-30",
            lines(
                30,
                vec![
                    series(["median", "обычные"], gaps),
                    series(
                        ["slowest of twenty (p95)", "самый долгий из двадцати (p95)"],
                        known(values(30, 12.0)),
                    ),
                ],
            ),
        ),
        (
            "lines-90",
            lines(
                90,
                vec![
                    series(["by day", "за день"], known(values(90, 80.0))),
                    series(["by week", "за неделю"], known(values(90, 81.0))),
                    series(["by month", "за месяц"], known(values(90, 120.0))),
                ],
            ),
        ),
        ("lines-one", lines(1, vec![series(["by day", "за день"], known(vec![0.037]))])),
        ("lines-zero", lines(7, vec![series(["by day", "за день"], known(vec![0.0; 7]))])),
        (
            "stacked-7",
            stack(
                7,
                vec![
                    series(
                        ["messages", "сообщения"],
                        known(vec![600.0, 720.0, 810.0, 300.0, 0.0, 1_000.0, 1_204.0]),
                    ),
                    series(
                        ["pictures", "картинки"],
                        known(vec![100.0, 120.0, 90.0, 30.0, 0.0, 250.0, 312.0]),
                    ),
                    series(["exports", "выгрузки"], known(vec![3.0, 1.0, 0.0, 0.0, 0.0, 2.0, 90.0])),
                    series(["failed", "сбои"], known(vec![30.0, 12.0, 9.0, 3.0, 0.0, 70.0, 41.0])),
                ],
            ),
        ),
        (
            "stacked-90",
            stack(
                90,
                vec![
                    series(["messages", "сообщения"], known(values(90, 1_000.0))),
                    series(
                        ["pictures with a name that is quite long", "картинки с довольно длинным названием"],
                        known(values(90, 300.0)),
                    ),
                    series(["failed", "сбои"], known(values(90, 50.0))),
                ],
            ),
        ),
        (
            "rows",
            rows(vec![
                row("openai/gpt-5-mini: timeout", 1_204.0, &both(lang, "of 48,120", "из 48\u{202f}120")),
                row(
                    "fal-ai/a-very-long-model-name/with-a-version/and-then-some-more-words: overloaded",
                    312.0,
                    &both(lang, "of 2,000", "из 2\u{202f}000"),
                ),
                row("<script> & co", 3.0, ""),
                row("local", 0.0, ""),
            ]),
        ),
        ("rows-none", rows(vec![])),
        (
            "cohorts",
            table(vec![
                cohort(8, 1_204, &[420, 380, 371, 350, 344, 320, 300, 290]),
                cohort(7, 12, &[12, 11, 11, 10, 9, 9, 9]),
                cohort(6, 84, &[30, 20, 12, 9, 5, 1]),
                cohort(5, 0, &[0, 0, 0, 0, 0]),
                cohort(4, 61, &[25, 20, 18, 19]),
                cohort(3, 77, &[31, 28, 0]),
                cohort(2, 80, &[40, 22]),
                cohort(1, 95, &[37]),
                cohort(0, 12, &[]),
            ]),
        ),
        ("cohorts-one", table(vec![cohort(0, 12, &[])])),
    ]
}

#[test]
fn charts_in_both_languages() {
    let mut text = String::new();
    for lang in Lang::ALL {
        for (name, chart) in gallery(lang) {
            let _ = write!(text, "━━━ {name}, {}\n{}", lang.tag(), svg(&chart, Ground::Middle));
        }
    }
    insta::assert_snapshot!(text);
}

/// Every text is in the picture, and no two stand on one another.
#[test]
fn no_text_leaves_the_picture_or_stands_on_another() {
    for lang in Lang::ALL {
        for (name, chart) in gallery(lang) {
            let svg = svg(&chart, Ground::Light);
            let boxes = boxes(&svg);
            assert!(!boxes.is_empty(), "{name}");
            for (n, one) in boxes.iter().enumerate() {
                assert!(one.size >= 28.0, "{name}: {}", one.text);
                assert!(one.left >= 0.0 && one.right <= 1080.0, "{name}, {}: {}", lang.tag(), one.text);
                for other in &boxes[..n] {
                    assert!(!one.meets(other), "{name}, {}: {} and {}", lang.tag(), one.text, other.text);
                }
            }
        }
    }
}

#[test]
fn a_chart_is_drawn_at_twice_its_size() {
    for (name, chart) in
        gallery(Lang::En).into_iter().filter(|(name, _)| name.ends_with("-7") || *name == "cohorts")
    {
        let picture = png(&chart, Ground::Middle).unwrap();
        assert!(picture.starts_with(b"\x89PNG"), "{name}");
        assert_eq!(picture[16..20], 2160_u32.to_be_bytes(), "{name}");
    }
}

/// Leaves all pictures in a folder for whoever wants to look at them.
#[test]
#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
#[ignore = "for the eye: CHARTS_DIR=… cargo nextest run -p atelier charts --run-ignored only"]
fn pictures() {
    let folder = std::path::PathBuf::from(std::env::var_os("CHARTS_DIR").unwrap());
    for ground in Ground::ALL {
        for lang in Lang::ALL {
            for (name, chart) in gallery(lang) {
                let file = format!("{name}-{}-{ground:?}.png", lang.tag());
                std::fs::write(folder.join(file), png(&chart, ground).unwrap()).unwrap();
            }
        }
    }
}

struct TextBox {
    text: String,
    left: f64,
    right: f64,
    foot: f64,
    size: f64,
}

impl TextBox {
    fn meets(&self, other: &Self) -> bool {
        let beside = self.right <= other.left || other.right <= self.left;
        let below = (self.foot - other.foot).abs() >= self.size.min(other.size) * 0.8;
        !beside && !below
    }
}

/// Where the words of an SVG of ours stand.
fn boxes(svg: &str) -> Vec<TextBox> {
    let texts = svg.lines().filter(|line| line.starts_with("<text"));
    texts
        .map(|line| {
            let value =
                |name: &str| line.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap();
            let number = |name: &str| value(name).parse::<f64>().unwrap();
            let text = line.split('>').nth(1).unwrap().split('<').next().unwrap();
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let weight =
                if value("font-weight") == "700" { letters::Weight::Bold } else { letters::Weight::Regular };
            let wide = letters::width(&text, number("font-size"), weight);
            let left = match value("text-anchor") {
                "middle" => number("x") - wide / 2.0,
                "end" => number("x") - wide,
                _ => number("x"),
            };
            TextBox { text, left, right: left + wide, foot: number("y"), size: number("font-size") }
        })
        .collect()
}
