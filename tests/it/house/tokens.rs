//! What macros hide from a parser: string literals, paths and `tr!` calls, found in bare tokens.
//! It follows no import and expands nothing.

use syn::buffer::{Cursor, TokenBuffer};

/// A call of `tr!` whose key is written out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translation {
    pub key: String,
    pub arguments: Vec<String>,
}

/// What one file says in tokens.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub literals: Vec<String>,
    pub translations: Vec<Translation>,
}

/// The tokens of a source file.
pub(super) fn of(text: &str) -> Tokens {
    let buffer = TokenBuffer::new2(text.parse().unwrap());
    let mut found = Tokens::default();
    scan(buffer.begin(), &mut found);
    found
}

/// Paths of two or more segments in the body of a macro.
pub(super) fn paths(body: &TokenBuffer) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    scan_paths(body.begin(), &mut found);
    found
}

/// The string literals in each call of a function, by its bare name.
pub(super) fn calls(text: &str, function: &str) -> Vec<Vec<String>> {
    let buffer = TokenBuffer::new2(text.parse().unwrap());
    let mut found = Vec::new();
    scan_calls(buffer.begin(), function, &mut found);
    found
}

fn scan_calls(mut cursor: Cursor<'_>, function: &str, found: &mut Vec<Vec<String>>) {
    while !cursor.eof() {
        if let Some((name, after)) = cursor.ident()
            && name == function
            && let Some((inside, _, _, _)) = after.any_group()
        {
            let mut arguments = Tokens::default();
            scan(inside, &mut arguments);
            found.push(arguments.literals);
        }
        if let Some((inside, _, _, _)) = cursor.any_group() {
            scan_calls(inside, function, found);
        }
        let Some((_, after)) = cursor.token_tree() else { return };
        cursor = after;
    }
}

fn scan(mut cursor: Cursor<'_>, found: &mut Tokens) {
    while !cursor.eof() {
        if let Some(body) = translation_at(cursor) {
            found.translations.extend(translation(body));
        }
        if let Some((inside, _, _, after)) = cursor.any_group() {
            scan(inside, found);
            cursor = after;
        } else if let Some((literal, after)) = cursor.literal() {
            found.literals.extend(text_of(&literal.to_string()));
            cursor = after;
        } else if let Some((_, after)) = cursor.token_tree() {
            cursor = after;
        } else {
            return;
        }
    }
}

/// The body of a `tr!(…)` that begins here.
fn translation_at(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (name, cursor) = cursor.ident()?;
    let (bang, cursor) = cursor.punct()?;
    let (body, _, _, _) = cursor.any_group()?;
    (name == "tr" && bang.as_char() == '!').then_some(body)
}

fn translation(body: Cursor<'_>) -> Option<Translation> {
    let key = after_comma(body)?;
    let (literal, mut rest) = key.literal()?;
    let key = text_of(&literal.to_string())?;
    let mut arguments = Vec::new();
    while let Some(next) = after_comma(rest) {
        arguments.extend(next.ident().map(|(name, _)| name.to_string()));
        rest = next;
    }
    Some(Translation { key, arguments })
}

fn after_comma(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    while !cursor.eof() {
        if let Some((punct, after)) = cursor.punct()
            && punct.as_char() == ','
        {
            return (!after.eof()).then_some(after);
        }
        cursor = cursor.token_tree()?.1;
    }
    None
}

fn text_of(literal: &str) -> Option<String> {
    syn::parse_str::<syn::LitStr>(literal).ok().map(|literal| literal.value())
}

fn scan_paths(mut cursor: Cursor<'_>, found: &mut Vec<Vec<String>>) {
    while !cursor.eof() {
        if let Some((path, after)) = path_at(cursor) {
            if path.len() > 1 {
                found.push(path);
            }
            cursor = after;
        } else if let Some((inside, _, _, after)) = cursor.any_group() {
            scan_paths(inside, found);
            cursor = after;
        } else if let Some((_, after)) = cursor.token_tree() {
            cursor = after;
        } else {
            return;
        }
    }
}

fn path_at(cursor: Cursor<'_>) -> Option<(Vec<String>, Cursor<'_>)> {
    let (first, mut rest) = cursor.ident()?;
    let mut path = vec![first.to_string()];
    while let Some((segment, after)) = colons(rest).and_then(Cursor::ident) {
        path.push(segment.to_string());
        rest = after;
    }
    Some((path, rest))
}

fn colons(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (first, cursor) = cursor.punct()?;
    let (second, cursor) = cursor.punct()?;
    (first.as_char() == ':' && second.as_char() == ':').then_some(cursor)
}

#[test]
fn calls_are_found_inside_other_macros() {
    let found =
        of(r#"fn f() { vec![tr!(lang, "a-b"), x(crate::tr!(lang(1, 2), "c", n = f(1, 2), m = tr!(l, "d"))),
                      tr!(lang, key), other!(lang, "e")]; }"#);
    let call = |key: &str, arguments: &[&str]| Translation {
        key: key.to_owned(),
        arguments: arguments.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(found.translations, [call("a-b", &[]), call("c", &["n", "m"]), call("d", &[])]);
    assert_eq!(found.literals, ["a-b", "c", "d", "e"]);
}

#[test]
fn paths_are_found_inside_macros() {
    let body = TokenBuffer::new2("a(crate::x::Y::new(), [sea_orm::Set(1)]), b, z::<u8>".parse().unwrap());
    assert_eq!(paths(&body), [vec!["crate", "x", "Y", "new"], vec!["sea_orm", "Set"]]);
}
