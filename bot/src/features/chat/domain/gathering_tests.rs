//! What belongs together, how long it is waited for, and what question comes of it.
//! Moments are given; nothing waits here.

use super::*;
use crate::domain::{ChatId, FileKind};

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::milliseconds(millis)
}

fn words(text: &str, millis: i64) -> Part {
    Part {
        message: None,
        text: text.to_owned(),
        file: None,
        album: None,
        origin: None,
        addressed: true,
        at: at(millis),
    }
}

fn file(caption: &str, millis: i64) -> Part {
    let file = FileRef {
        id: "a".to_owned(),
        unique_id: "b".to_owned(),
        kind: FileKind::Photo,
        size: None,
        mime: None,
        name: None,
        seconds: None,
    };
    Part { file: Some(file), ..words(caption, millis) }
}

fn member(album: &str, caption: &str, millis: i64) -> Part {
    Part { album: Some(album.to_owned()), ..file(caption, millis) }
}

fn forward(of: Part) -> Part {
    Part { origin: Some("Boris".to_owned()), ..of }
}

fn long(units: usize, millis: i64) -> Part {
    words(&"w".repeat(units), millis)
}

#[test]
fn it_waits_only_where_there_is_a_reason_to_expect_more() {
    let cases: &[(&str, &[Part], i64)] = &[
        ("an ordinary message", &[words("Hello", 0)], 0),
        ("a long one, but no app would have cut it there", &[long(2_000, 0)], 0),
        ("a text that may have been cut", &[long(4_096, 0)], 1_200),
        ("and one cut between words", &[long(2_500, 0)], 1_200),
        ("a message that no app cuts", &[long(4_097, 0)], 0),
        ("the end of a paste", &[long(4_096, 0), words("end", 90)], 90),
        ("a paste that goes on", &[long(4_096, 0), long(4_000, 90)], 1_290),
        ("a file with words", &[file("What is it?", 0)], 0),
        ("a file without", &[file("", 0)], 1_000),
        ("a file, and then its words", &[file("", 0), words("What is it?", 400)], 400),
        ("one forwarded message", &[forward(words("Look", 0))], 1_200),
        ("a batch of them", &[forward(words("Look", 0)), forward(file("", 300))], 1_500),
        ("a batch and its comment", &[forward(words("Look", 0)), words("Why?", 300)], 1_200),
        ("one of an album: there is another", &[member("a", "All?", 0)], 12_000),
        ("two of an album at once", &[member("a", "All?", 0), member("a", "", 100)], 2_100),
        ("members that come slowly", &[member("a", "", 0), member("a", "", 4_000)], 12_000),
        ("and more slowly still", &[member("a", "", 0), member("a", "", 11_000)], 23_000),
        ("an album and its words", &[member("a", "", 0), member("a", "", 50), words("Who?", 60)], 2_050),
        ("nothing for ever", &[member("a", "", 0), member("b", "", 59_000)], 60_000),
    ];
    for (what, parts, ready) in cases {
        assert_eq!(ready_at(parts), Some(at(*ready)), "{what}");
    }
    assert_eq!(ready_at(&[]), None);
    assert!(!words("Hello", 5).expects_more() && file("", 5).expects_more());
}

#[test]
fn what_comes_next_belongs_to_what_waits_for_it() {
    let gathering = |state| Gathering {
        id: GatheringId(1),
        account: AccountId(7),
        peer: Peer::chat(ChatId(7)),
        cause: "c".to_owned(),
        state,
        question: None,
        ready_at: at(0),
        graced: false,
        changed_at: at(0),
    };
    let (minute, hour) = (60_000, 3_600_000);
    let cases = [
        (GatheringState::Open, file("", 500), true),
        (GatheringState::Held, words("What is it?", minute), true),
        (GatheringState::Held, words("What is it?", hour), false),
        (GatheringState::Held, file("", minute), false),
        (GatheringState::Asked, words("And this?", 500), false),
        (GatheringState::Closed, words("And this?", 500), false),
    ];
    for (state, part, belongs) in cases {
        assert_eq!(gathering(state).takes(&part), belongs, "{state:?} {part:?}");
    }
    let asked = gathering(GatheringState::Asked);
    assert!(asked.takes_late(&member("a", "", 11_000)) && !asked.takes_late(&member("a", "", 13_000)));
    assert!(!asked.takes_late(&words("Thanks", 100)));
    assert!(
        asked.takes_late(&forward(words("Look", 900))) && !asked.takes_late(&forward(words("Look", 2_500)))
    );
}

#[test]
fn forwards_follow_the_comment_that_came_before_them() {
    assert!(forward(words("Look", 900)).follows(at(0)) && file("", 900).follows(at(0)));
    assert!(!forward(words("Look", 2_500)).follows(at(0)) && !words("And?", 900).follows(at(0)));
    assert!(!file("What is it?", 900).follows(at(0)));
}

#[test]
fn a_paste_is_put_together_where_it_was_cut() {
    let whole = "w".repeat(4_096);
    assert_eq!(question_text(&[long(4_096, 0), words("end", 1)]), format!("{whole}end"));
    let line = "w".repeat(3_000);
    assert_eq!(question_text(&[long(3_000, 0), words("next", 1)]), format!("{line}\nnext"));
    assert_eq!(question_text(&[words("One", 0), words("two", 1)]), "One\n\ntwo");
}

#[test]
fn forwards_are_quoted_under_the_names_of_who_wrote_them() {
    let parts = [words("Who is right?", 0), forward(words("It rains.\nAlways.", 1)), forward(file("", 2))];
    assert_eq!(
        question_text(&parts),
        "Who is right?\n\n↪ Boris:\n> It rains.\n> Always.\n\n↪ Boris:\n> [photo]"
    );
    assert_eq!(question_text(&[member("a", "", 0), member("a", "Who is it?", 1)]), "Who is it?");
}

#[test]
fn every_state_is_read_back_as_it_was_written() {
    for state in GatheringState::ALL {
        assert_eq!(GatheringState::of_name(state.name()), Some(state));
    }
}
