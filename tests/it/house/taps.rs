//! Buttons: no two rooms share a prefix, and every tap proves in a test that it fits.
//! The wire forms themselves are snapshotted beside each tap.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};

use super::sources::{self, Source};

/// One `impl Tap for …`.
#[derive(Debug, PartialEq, Eq)]
struct Implementation {
    path: String,
    name: String,
    prefix: String,
    proven: bool,
}

fn implementations(source: &Source) -> Vec<Implementation> {
    let mut reader = Reader::default();
    reader.visit_file(&syn::parse_file(&source.text).unwrap());
    let proof = |name: &str| source.text.contains(&format!("wire_form::<{name}>"));
    let found = reader.found.into_iter().map(|(name, prefix)| {
        let proven = proof(&name);
        Implementation { path: source.path.clone(), name, prefix, proven }
    });
    found.collect()
}

#[derive(Default)]
struct Reader {
    found: Vec<(String, String)>,
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let is_tap = item
            .trait_
            .as_ref()
            .is_some_and(|(_, path, _)| path.segments.last().is_some_and(|last| last.ident == "Tap"));
        if let (true, syn::Type::Path(of)) = (is_tap, &*item.self_ty) {
            let name = of.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            self.found.push((name, item.items.iter().find_map(prefix).unwrap_or_default()));
        }
        visit::visit_item_impl(self, item);
    }
}

fn prefix(item: &syn::ImplItem) -> Option<String> {
    match item {
        syn::ImplItem::Const(constant) if constant.ident == "PREFIX" => match &constant.expr {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn faults(taps: &[Implementation]) -> Vec<String> {
    let mut owners = BTreeMap::new();
    let mut found = Vec::new();
    for tap in taps {
        let Implementation { path, name, prefix, proven } = tap;
        if prefix.len() != 2 || !prefix.bytes().all(|byte| byte.is_ascii_lowercase()) {
            found.push(format!("{path}: the prefix of {name} is `{prefix}`, not two small letters"));
        }
        if let Some(other) = owners.insert(prefix, name) {
            found.push(format!("{path}: {name} and {other} share the prefix `{prefix}`"));
        }
        if !proven {
            found.push(format!("{path}: no test snapshots `every::wire_form::<{name}>()`"));
        }
    }
    found
}

#[test]
fn prefixes_are_unique_and_every_tap_fits() {
    let taps: Vec<_> = sources::files("bot/src/features", sources::is_rust)
        .iter()
        .chain(&sources::files("bot/src/telegram", |path| {
            sources::is_rust(path) && !path.starts_with("bot/src/telegram/tap/")
        }))
        .flat_map(implementations)
        .collect();
    sources::none(faults(&taps));
}

#[test]
fn a_breach_is_found() {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let good = source("a.rs", "impl Tap for A { const PREFIX: &'static str = \"aa\"; } // wire_form::<A>");
    assert_eq!(faults(&implementations(&good)), Vec::<String>::new());
    let twice =
        source("b.rs", "impl x::Tap for B { const PREFIX: &'static str = \"aa\"; } // wire_form::<B>");
    let both: Vec<_> = [&good, &twice].into_iter().flat_map(implementations).collect();
    assert_eq!(faults(&both), ["b.rs: B and A share the prefix `aa`"]);
    let odd = source("c.rs", "mod m { impl Tap for C { const PREFIX: &'static str = \"Chat\"; } }");
    assert_eq!(faults(&implementations(&odd)).len(), 2);
}
