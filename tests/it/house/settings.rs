//! `.env.example` says what the program reads: the same variables, in the same order, with the same defaults.
//! What a value means is tested in `config`.

use super::{
    sources::{self, Source},
    tokens,
};

/// One line of `.env.example`, commented out or not.
fn examples(text: &str) -> Vec<(String, String)> {
    let pairs = text.lines().filter_map(|line| {
        let line = line.trim_start_matches('#').trim();
        let (name, value) = line.split_once('=')?;
        is_name(name).then(|| (name.to_owned(), value.trim().trim_matches('"').to_owned()))
    });
    pairs.collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// The table of `config`: every `variable("NAME", "default", "about")`.
fn declared(text: &str) -> Vec<(String, String)> {
    let literals = tokens::calls(text, "variable");
    let pairs = literals.into_iter().filter_map(|arguments| match arguments.as_slice() {
        [name, default, ..] => Some((name.clone(), default.clone())),
        _ => None,
    });
    pairs.collect()
}

/// Names that the sections ask for.
fn read(sources: &[Source]) -> Vec<String> {
    let mut names = Vec::new();
    for source in sources.iter().filter(|source| !source.path.ends_with("/env.rs")) {
        let text = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        names
            .extend(tokens::of(text).literals.into_iter().filter(|text| is_name(text) && text.contains('_')));
    }
    names
}

fn faults(example: &str, table: &[(String, String)], read: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let shown = examples(example);
    for pair @ (name, default) in table {
        match shown.iter().find(|(shown, _)| shown == name) {
            None => found.push(format!(".env.example lacks {name}")),
            Some(other) if other != pair => {
                found.push(format!(".env.example says {name}={}, the default is {default:?}", other.1));
            }
            Some(_) => {}
        }
        if !read.contains(name) {
            found.push(format!("no section of `config` reads {name}"));
        }
    }
    let known = |name: &String| table.iter().any(|(known, _)| known == name);
    found.extend(
        shown.iter().filter(|(name, _)| !known(name)).map(|(name, _)| format!("nobody reads {name}")),
    );
    found.extend(read.iter().filter(|name| !known(name)).map(|name| format!("{name} is not in the table")));
    found
}

#[test]
fn the_example_shows_what_is_read() {
    let config = sources::files("bot/src/config", sources::is_rust);
    // A tree that does not configure itself yet has nothing to show.
    let Some(table) = config.iter().find(|source| source.path.ends_with("/env.rs")) else { return };
    let example = sources::files("", |path| path == ".env.example");
    let example = example.first().map(|source| source.text.as_str()).unwrap_or_default();
    sources::none(faults(example, &declared(&table.text), &read(&config)));
}

#[test]
fn a_breach_is_found() {
    let table =
        declared("const T: &[V] = &[variable(\"A_B\", \"1\", \"x\"), variable(\"C_D\", \"\", \"y\")];");
    assert_eq!(table, [("A_B".to_owned(), "1".to_owned()), ("C_D".to_owned(), String::new())]);
    let read = ["A_B".to_owned(), "C_D".to_owned()];
    assert_eq!(faults("# About.\n# A_B=1\nC_D=\n", &table, &read), Vec::<String>::new());
    assert_eq!(faults("A_B=2\nE_F=3\n", &table, &read).len(), 3);
    assert_eq!(faults("A_B=1\nC_D=\n", &table, &["A_B".to_owned(), "G_H".to_owned()]).len(), 2);
}
