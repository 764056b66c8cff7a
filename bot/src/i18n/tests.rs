//! Messages as people read them.

use std::{collections::BTreeSet, fs, path::Path};

use super::{
    Args,
    bundles::{self, Bundle},
};
use crate::domain::Lang::{self, En, Ru};

const PICTURES_EN: &str = "
pictures = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} of { $owner }
    .alt = Drawn: { $share }
shown = Shown: { pictures }
late = Only in English
choice = { $chosen ->
    [yes] ●
   *[no] ○
}
exact = { $count ->
    [0] none
    [one] one
   *[other] many
}
";
const PICTURES_RU: &str = "
pictures = { $count ->
    [one] { $count } картинка
    [few] { $count } картинки
   *[many] { $count } картинок
}, автор { $owner }
    .alt = Готово: { $share }
shown = Показано: { pictures }

    Второй абзац.
";

fn english() -> Bundle {
    bundles::build(En, &[("pictures", PICTURES_EN)])
}

fn russian() -> Bundle {
    bundles::build(Ru, &[("pictures", PICTURES_RU)])
}

fn said(bundle: &Bundle, key: &str, args: &Args<'_>) -> String {
    bundles::find_in([bundle], key, args).unwrap()
}

#[test]
fn russian_counts_as_russians_do() {
    let russian = russian();
    for (count, expected) in [
        (0, "0 картинок"),
        (1, "1 картинка"),
        (2, "2 картинки"),
        (4, "4 картинки"),
        (5, "5 картинок"),
        (11, "11 картинок"),
        (14, "14 картинок"),
        (21, "21 картинка"),
        (22, "22 картинки"),
        (111, "111 картинок"),
        (1_250, "1\u{202f}250 картинок"),
    ] {
        let args = Args::default().with("count", count).with("owner", "Аня");
        assert_eq!(said(&russian, "pictures", &args), format!("{expected}, автор Аня"));
    }
}

#[test]
fn english_counts_as_the_english_do() {
    let english = english();
    for (count, expected) in
        [(0_u64, "0 pictures"), (1, "1 picture"), (11, "11 pictures"), (21, "21 pictures")]
    {
        let args = Args::default().with("count", count).with("owner", "Ann");
        assert_eq!(said(&english, "pictures", &args), format!("{expected} of Ann"));
    }
}

#[test]
fn a_number_may_be_named_exactly() {
    let exact = |count: u32| said(&english(), "exact", &Args::default().with("count", count));
    assert_eq!([exact(0), exact(1), exact(2)], ["none", "one", "many"]);
}

#[test]
fn arguments_stand_as_they_are() {
    let owner = "<b>Ann</b> {$x} 1250".to_owned();
    let args = Args::default().with("count", 1_250).with("owner", &owner);
    assert_eq!(said(&english(), "pictures", &args), format!("1,250 pictures of {owner}"));
}

#[test]
fn a_message_inside_a_message_knows_its_arguments_and_paragraphs_stay_apart() {
    let args = Args::default().with("count", 2).with("owner", "Аня");
    let text = said(&russian(), "shown", &args);
    assert_eq!(text, "Показано: 2 картинки, автор Аня\n\nВторой абзац.");
}

#[test]
fn an_attribute_is_asked_for_behind_a_point() {
    let args = Args::default().with("share", 0.5);
    assert_eq!(said(&english(), "pictures.alt", &args), "Drawn: 0.5");
    assert_eq!(said(&russian(), "pictures.alt", &args), "Готово: 0,5");
    assert_eq!(bundles::find_in([&english()], "pictures.none", &args), None);
}

#[test]
fn a_bool_chooses_between_yes_and_no() {
    let choice = |chosen: bool| said(&english(), "choice", &Args::default().with("chosen", chosen));
    assert_eq!([choice(true), choice(false)], ["●", "○"]);
}

#[test]
fn what_russian_lacks_is_said_in_english() {
    let (russian, english) = (russian(), english());
    let find = |key| bundles::find_in([&russian, &english], key, &Args::default());
    assert_eq!(find("late").as_deref(), Some("Only in English"));
    assert_eq!(find("never"), None);
}

#[test]
fn a_missing_argument_shows_its_name_and_does_not_fail() {
    assert_eq!(said(&english(), "pictures.alt", &Args::default()), "Drawn: {$share}");
}

#[test]
fn an_unknown_key_yields_the_key() {
    assert_eq!(tr!(Ru, "no-such-message"), "no-such-message");
    assert_eq!(tr!(En, "common-back-half.no-such-attribute"), "common-back-half.no-such-attribute");
    assert_eq!(tr!(En, ""), "");
}

#[test]
fn every_language_reads_its_own_files() {
    assert_eq!([tr!(En, "common-back-half"), tr!(Ru, "common-back-half")], ["‹ Back", "‹ Назад"]);
    assert_eq!(tr!(Ru, "common-page-third", page = 2, pages = 4), "2 из 4");
}

#[test]
fn the_embedded_files_are_the_folders_files() {
    for lang in Lang::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales").join(lang.tag());
        let present: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                entry.unwrap().file_name().into_string().unwrap().trim_end_matches(".ftl").to_owned()
            })
            .collect();
        let embedded: BTreeSet<String> =
            bundles::sources(lang).iter().map(|(file, _)| (*file).to_owned()).collect();
        assert_eq!(embedded, present, "{lang:?}");
    }
}
