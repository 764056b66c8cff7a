//! The wire form, and what happens to data that nobody wrote.

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::{LIMIT, Tap, TapData, TapError, every};
use crate::domain::AccountId;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Door {
    #[serde(rename = "h")]
    Home,
    #[serde(rename = "c")]
    Conversation(i64),
    #[serde(rename = "g")]
    Gallery {
        filter: Option<Filter>,
        #[serde(default)]
        page: u16,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Filter {
    #[serde(rename = "f")]
    Favourite,
    #[serde(rename = "s")]
    Style(u16),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    row: u8,
    column: Option<i8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum RoomTap {
    #[serde(rename = "n")]
    New,
    #[serde(rename = "o")]
    Open {
        conversation: i64,
        #[serde(default)]
        page: u32,
    },
    #[serde(rename = "d")]
    Delete(AccountId),
    #[serde(rename = "m")]
    Move(Place, bool),
    #[serde(rename = "b")]
    Back { back: Door, silent: Option<bool> },
    #[serde(rename = "w")]
    Word { word: String, other: Option<String> },
    #[serde(rename = "p")]
    Pair((u8, char)),
}

impl Tap for RoomTap {
    const PREFIX: &'static str = "ro";
}

fn wire(tap: &RoomTap) -> String {
    tap.try_encode().unwrap().to_string()
}

#[test]
fn the_wire_form_is_short_and_stays() {
    let back = |back, silent| RoomTap::Back { back, silent };
    let word = |word: &str, other: Option<&str>| RoomTap::Word {
        word: word.to_owned(),
        other: other.map(ToOwned::to_owned),
    };
    let gallery = |filter, page| Door::Gallery { filter, page };
    for (tap, expected) in [
        (RoomTap::New, "ro:n"),
        (RoomTap::Open { conversation: 1, page: 3 }, "ro:o:1:3"),
        (RoomTap::Open { conversation: -36, page: 35 }, "ro:o:-10:z"),
        (RoomTap::Delete(AccountId(7_654_321_098)), "ro:d:3il6nyi"),
        (RoomTap::Move(Place { row: 1, column: None }, true), "ro:m:1.:1"),
        (RoomTap::Move(Place { row: 1, column: Some(-2) }, false), "ro:m:1.-2:0"),
        (back(Door::Home, None), "ro:b:h:"),
        (back(Door::Conversation(5), Some(false)), "ro:b:c.5:0"),
        (back(gallery(None, 2), None), "ro:b:g..2:"),
        (back(gallery(Some(Filter::Favourite), 2), None), "ro:b:g.f.2:"),
        (back(gallery(Some(Filter::Style(9)), 0), None), "ro:b:g.s,9.0:"),
        (word("a:b.c,d~e", None), "ro:w:a~0b~1c~2d~~e:"),
        (word("", Some("")), "ro:w:~:~"),
        (RoomTap::Pair((5, ':')), "ro:p:5.~0"),
    ] {
        assert_eq!(wire(&tap), expected);
        assert_eq!(RoomTap::decode(expected), Some(tap));
    }
}

#[test]
fn an_old_button_lacks_the_newer_fields() {
    assert_eq!(RoomTap::decode("ro:o:1"), Some(RoomTap::Open { conversation: 1, page: 0 }));
    let back = Door::Gallery { filter: None, page: 0 };
    assert_eq!(RoomTap::decode("ro:b:g.:"), Some(RoomTap::Back { back, silent: None }));
}

#[test]
fn a_newer_button_has_fields_that_we_do_not_know() {
    assert_eq!(RoomTap::decode("ro:o:1:3:x:y"), Some(RoomTap::Open { conversation: 1, page: 3 }));
    assert_eq!(RoomTap::decode("ro:n:1"), Some(RoomTap::New));
}

#[test]
fn what_is_not_ours_is_nothing() {
    for data in [
        "",
        "ro",
        "ro:",
        ":",
        "ro::",
        "ro:x",
        "ro:x:1",
        "ch:n",
        "r",
        "roo:n",
        "ro:o",
        "ro:o:",
        "ro:o:+1",
        "ro:o:A",
        "ro:o:1:-1",
        "ro:o:1:zzzzzzzz",
        "ro:o:zzzzzzzzzzzzzzzz",
        "ro:m:1.:2",
        "ro:b:q:",
        "ro:b:c:",
        "ro:b:g.s.1:",
        "ro:w:~9:",
        "ro:w:a~",
        "ro:w::",
        "ro:p:5.ab",
        "ro:d",
        "ro:O:1",
        "ro:o:--1",
        "ro:o:-",
    ] {
        assert_eq!(RoomTap::decode(data), None, "{data:?}");
    }
}

#[test]
fn every_variant_fits_at_its_longest() {
    let wire = every::wire_form::<RoomTap>().unwrap();
    assert_eq!(
        wire,
        "ro:n\n\
         ro:o:-1y2p0ij32e8e8:1z141z3\n\
         ro:d:-1y2p0ij32e8e8\n\
         ro:m:73.-3k:1\n\
         ro:b:h:1\n\
         ro:b:c.-1y2p0ij32e8e8:1\n\
         ro:b:g.f.1ekf:1\n\
         ro:b:g.s,1ekf.1ekf:1\n\
         ro:w:~:~\n\
         ro:p:73.\u{10ffff}"
    );
    assert!(wire.lines().all(|line| line.len() <= LIMIT));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum WideTap {
    #[serde(rename = "w")]
    Wide([i64; 5]),
}

impl Tap for WideTap {
    const PREFIX: &'static str = "wi";
}

#[test]
fn a_tap_that_may_be_too_long_is_found() {
    assert_eq!(every::wire_form::<WideTap>(), Err(TapError::Length { length: 79 }));
    assert!(WideTap::Wide([1; 5]).try_encode().is_ok());
}

#[test]
fn a_tap_that_is_too_long_becomes_a_button_that_no_room_understands() {
    let data = WideTap::Wide([i64::MIN; 5]).encode();
    assert_eq!(data.as_str(), "wi");
    assert_eq!(WideTap::decode(data.as_str()), None);
}

#[test]
fn data_has_1_to_64_bytes() {
    assert_eq!(TapData::new(String::new()), Err(TapError::Length { length: 0 }));
    assert!(TapData::new("x".repeat(64)).is_ok());
    assert_eq!(TapData::new("ё".repeat(33)), Err(TapError::Length { length: 66 }));
    assert_eq!(TapData::known("ro:n"), RoomTap::New.encode());
    assert_eq!(TapData::known("").as_str(), "?");
    assert!(serde_json::from_str::<TapData>(&format!("{:?}", "x".repeat(65))).is_err());
}

/// Shapes that have no form, each alone.
mod shapeless {
    use super::*;

    macro_rules! shape {
        ($name:ident($inner:ty)) => {
            #[derive(Debug, Serialize, Deserialize)]
            struct $name($inner);

            impl Tap for $name {
                const PREFIX: &'static str = "sh";
            }
        };
    }

    shape!(Many(Vec<u8>));
    shape!(Real(f64));
    shape!(Nothing(Option<()>));
    shape!(Twice(Option<Option<u8>>));
    type Pair = ((u8, u8), u8);
    shape!(Deep(((Pair, u8), u8)));

    #[test]
    fn they_are_errors_and_not_panics() {
        assert_eq!(Many(vec![1]).try_encode(), Err(TapError::Unsupported("a sequence")));
        assert_eq!(Real(1.0).try_encode(), Err(TapError::Unsupported("a floating point number")));
        assert_eq!(Nothing(Some(())).try_encode(), Err(TapError::Ambiguous));
        assert_eq!(Twice(Some(None)).try_encode(), Err(TapError::Ambiguous));
        assert_eq!(Deep(((((1, 2), 3), 4), 5)).try_encode(), Err(TapError::TooDeep));
        assert!(Many::decode("sh:1").is_none() && Real::decode("sh:1").is_none());
        assert!(Deep::decode("sh:1:1:1").is_none());
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z:.,~0-9]{0,6}", "\\PC{0,4}"]
}

fn doors() -> impl Strategy<Value = Door> {
    let filters = prop_oneof![Just(Filter::Favourite), any::<u16>().prop_map(Filter::Style)];
    prop_oneof![
        Just(Door::Home),
        any::<i64>().prop_map(Door::Conversation),
        (prop::option::of(filters), any::<u16>()).prop_map(|(filter, page)| Door::Gallery { filter, page }),
    ]
}

fn taps() -> impl Strategy<Value = RoomTap> {
    prop_oneof![
        Just(RoomTap::New),
        (any::<i64>(), any::<u32>()).prop_map(|(conversation, page)| RoomTap::Open { conversation, page }),
        any::<i64>().prop_map(|id| RoomTap::Delete(AccountId(id))),
        (any::<u8>(), any::<Option<i8>>(), any::<bool>())
            .prop_map(|(row, column, last)| RoomTap::Move(Place { row, column }, last)),
        (doors(), any::<Option<bool>>()).prop_map(|(back, silent)| RoomTap::Back { back, silent }),
        (texts(), prop::option::of(texts())).prop_map(|(word, other)| RoomTap::Word { word, other }),
        any::<(u8, char)>().prop_map(RoomTap::Pair),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(tap in taps()) {
        let data = tap.try_encode().unwrap();
        prop_assert!(data.as_str().len() <= LIMIT);
        prop_assert_eq!(RoomTap::decode(data.as_str()), Some(tap));
    }

    #[test]
    fn anything_can_be_read_without_a_panic(data in "\\PC{0,80}") {
        let _ = RoomTap::decode(&data);
        let _ = RoomTap::decode(&format!("ro:{data}"));
    }

    #[test]
    fn a_forged_tap_is_nothing_or_a_tap_we_could_have_written(
        data in "ro:[nodmbwpx](:[a-z0-9.,~:-]{0,12}){0,3}",
    ) {
        if let Some(tap) = RoomTap::decode(&data) {
            let again = tap.try_encode().unwrap();
            prop_assert_eq!(RoomTap::decode(again.as_str()), Some(tap));
        }
    }
}
