//! The paths a source file uses, whether imported or written out, each resolved from the root of the crate.
//! It leaves tests aside: they may look anywhere.

use syn::{
    buffer::TokenBuffer,
    visit::{self, Visit},
};

use super::tokens;

/// What one file uses.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// `crate::`, `self::` and `super::` paths from the crate's root; other paths as written.
    pub inner: Vec<Vec<String>>,
    pub outer: Vec<Vec<String>>,
    pub methods: Vec<String>,
    pub translates: bool,
}

/// What a file uses; `path` is its path below `src`.
pub(super) fn of(path: &str, text: &str) -> Uses {
    let mut reader = Reader { module: module_of(path), uses: Uses::default() };
    reader.visit_file(&syn::parse_file(text).unwrap());
    reader.uses
}

/// The module that a file is: `features/chat/mod.rs` is `features::chat`.
pub(super) fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').filter(|part| !matches!(*part, "lib" | "main")).map(ToOwned::to_owned).collect()
}

struct Reader {
    module: Vec<String>,
    uses: Uses,
}

impl Reader {
    fn record(&mut self, path: &[String]) {
        let mut base = self.module.clone();
        let mut rest = path;
        match path.first().map(String::as_str) {
            Some("crate") => {
                base.clear();
                rest = &path[1..];
            }
            Some("self" | "super") => {
                while let Some(step @ ("self" | "super")) = rest.first().map(String::as_str) {
                    if step == "super" {
                        base.pop();
                    }
                    rest = &rest[1..];
                }
            }
            _ => return self.uses.outer.push(path.to_vec()),
        }
        base.extend_from_slice(rest);
        self.uses.inner.push(base);
    }

    fn tree(&mut self, before: &mut Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(before, &path.tree);
                before.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
            syn::UseTree::Name(name) => self.leaf(before, &name.ident),
            syn::UseTree::Rename(rename) => self.leaf(before, &rename.ident),
            syn::UseTree::Glob(_) => self.record(&before.clone()),
        }
    }

    fn leaf(&mut self, before: &[String], name: &syn::Ident) {
        let mut path = before.to_vec();
        if name != "self" {
            path.push(name.to_string());
        }
        self.record(&path);
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|argument| argument.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if is_test(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.tree(&mut Vec::new(), &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let path: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.record(&path);
        }
        visit::visit_path(self, path);
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.uses.translates |= call.path.segments.last().is_some_and(|name| name.ident == "tr");
        if call.path.segments.len() > 1 {
            visit::visit_path(self, &call.path);
        }
        self.uses.translates |= call.tokens.to_string().contains("tr !");
        for path in tokens::paths(&TokenBuffer::new2(call.tokens.clone())) {
            self.record(&path);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.uses.methods.push(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let text = "
        use super::{super::{a::A, b::{self, B as C}}, d::*};
        use crate::e;
        use sea_orm::Set;
        mod inner { fn f() { super::g::h(); self::i::j() } }
        #[cfg(test)] mod tests { use crate::never; }
        fn f(k: crate::k::K) { vec![crate::l::m(1)]; tokio::spawn(x); n.connection() }
    ";
    let uses = of("features/chat/handlers/open.rs", text);
    let inner: Vec<String> = uses.inner.iter().map(|path| path.join("::")).collect();
    assert_eq!(
        inner,
        [
            "features::chat::a::A",
            "features::chat::b",
            "features::chat::b::B",
            "features::chat::handlers::d",
            "e",
            "features::chat::handlers::open::g::h",
            "features::chat::handlers::open::inner::i::j",
            "k::K",
            "l::m",
        ]
    );
    let outer: Vec<String> = uses.outer.iter().map(|path| path.join("::")).collect();
    assert_eq!(outer, ["sea_orm::Set", "tokio::spawn"]);
    assert_eq!(uses.methods, ["connection"]);
    assert!(!uses.translates);
}
