//! Fluent files taken apart: what each message needs, chooses between and looks like when it is written.
//! It knows no rule; `locales` does.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{ast, parser};

use super::sources::Source;

/// Messages by key; an attribute is one of its own, as `key.attribute`.
pub(super) type Messages = BTreeMap<String, Message>;

#[derive(Debug)]
pub(super) struct Message {
    /// The file's name without its ending: the feature.
    pub file: String,
    pub variables: BTreeSet<String>,
    pub references: BTreeSet<String>,
    /// The keys of every selector that does not count.
    pub choices: BTreeSet<BTreeSet<String>>,
    pattern: ast::Pattern<String>,
}

/// What stands for an argument when a message is written to be measured.
pub(super) const FILLING: char = 'x';
/// Characters that arguments take, as far as a label has to keep room for them. Numbers take three; names are
/// cut to what is left, but this much must be.
const NAMES: [&str; 5] = ["title", "model", "place", "name", "query"];
const TIMES: [&str; 4] = ["time", "when", "from", "to"];
const COUNTING: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The messages of these files. A file that cannot be read, or says something twice, is an error.
pub(super) fn of(sources: &[Source]) -> Messages {
    let mut all = Messages::new();
    for source in sources {
        let file = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".ftl").to_owned();
        let resource = parser::parse(source.text.clone()).map_err(|(_, faults)| faults).unwrap();
        for entry in resource.body {
            let ast::Entry::Message(message) = entry else { continue };
            let key = message.id.name;
            let attributes =
                message.attributes.into_iter().map(|part| (format!("{key}.{}", part.id.name), part.value));
            for (key, pattern) in
                message.value.map(|value| (key.clone(), value)).into_iter().chain(attributes)
            {
                let before = all.insert(key.clone(), Message::new(file.clone(), pattern));
                assert!(before.is_none(), "{key} stands twice");
            }
        }
    }
    all
}

/// The arguments of a message and of those it refers to.
pub(super) fn needs(all: &Messages, message: &Message) -> BTreeSet<String> {
    let inner = message.references.iter().filter_map(|key| all.get(key)).flat_map(|inner| needs(all, inner));
    message.variables.iter().cloned().chain(inner).collect()
}

/// Everything a message can say: each choice once, arguments filled in.
pub(super) fn written(all: &Messages, message: &Message) -> Vec<String> {
    let mut texts = vec![String::new()];
    for element in &message.pattern.elements {
        let endings = match element {
            ast::PatternElement::TextElement { value } => vec![value.clone()],
            ast::PatternElement::Placeable { expression } => said(all, expression),
        };
        texts = texts.iter().flat_map(|text| endings.iter().map(move |end| format!("{text}{end}"))).collect();
    }
    texts
}

fn said(all: &Messages, expression: &ast::Expression<String>) -> Vec<String> {
    match expression {
        ast::Expression::Inline(inline) => said_inline(all, inline),
        ast::Expression::Select { variants, .. } => variants
            .iter()
            .flat_map(|variant| {
                let pattern = variant.value.clone();
                written(all, &Message::new(String::new(), pattern))
            })
            .collect(),
    }
}

fn said_inline(all: &Messages, inline: &ast::InlineExpression<String>) -> Vec<String> {
    match inline {
        ast::InlineExpression::StringLiteral { value } | ast::InlineExpression::NumberLiteral { value } => {
            vec![value.clone()]
        }
        ast::InlineExpression::VariableReference { id } => vec![FILLING.to_string().repeat(room(&id.name))],
        ast::InlineExpression::MessageReference { id, .. } => {
            all.get(&id.name).map(|message| written(all, message)).unwrap_or_default()
        }
        ast::InlineExpression::Placeable { expression } => said(all, expression),
        _ => Vec::new(),
    }
}

fn room(argument: &str) -> usize {
    match argument {
        name if NAMES.contains(&name) => 8,
        name if TIMES.contains(&name) => 5,
        _ => 3,
    }
}

impl Message {
    fn new(file: String, pattern: ast::Pattern<String>) -> Self {
        let mut message = Self {
            file,
            variables: BTreeSet::new(),
            references: BTreeSet::new(),
            choices: BTreeSet::new(),
            pattern: pattern.clone(),
        };
        message.take(&pattern);
        message
    }

    fn take(&mut self, pattern: &ast::Pattern<String>) {
        for element in &pattern.elements {
            if let ast::PatternElement::Placeable { expression } = element {
                self.take_expression(expression);
            }
        }
    }

    fn take_expression(&mut self, expression: &ast::Expression<String>) {
        match expression {
            ast::Expression::Inline(inline) => self.take_inline(inline),
            ast::Expression::Select { selector, variants } => {
                self.take_inline(selector);
                let keys = variants.iter().map(|variant| match &variant.key {
                    ast::VariantKey::Identifier { name } => name.clone(),
                    ast::VariantKey::NumberLiteral { value } => value.clone(),
                });
                let keys: BTreeSet<_> = keys.collect();
                let counts = keys.iter().any(|key| matches!(key.as_str(), "one" | "few" | "many"));
                let keys = if counts {
                    keys.into_iter().filter(|key| !COUNTING.contains(&key.as_str())).collect()
                } else {
                    keys
                };
                if !keys.is_empty() {
                    self.choices.insert(keys);
                }
                for variant in variants {
                    self.take(&variant.value);
                }
            }
        }
    }

    fn take_inline(&mut self, inline: &ast::InlineExpression<String>) {
        match inline {
            ast::InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.clone());
            }
            ast::InlineExpression::MessageReference { id, .. } => {
                self.references.insert(id.name.clone());
            }
            ast::InlineExpression::Placeable { expression } => self.take_expression(expression),
            _ => {}
        }
    }
}
