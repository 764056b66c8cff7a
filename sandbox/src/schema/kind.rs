//! The kinds of value there are in the schema, and how text is read as one of them.
//! Does not look inside objects: that needs the whole schema.

use serde_json::Value;

/// What a value has to look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Float,
    Boolean,
    String,
    Object(String),
    Array(Box<Kind>),
    Any(Vec<Kind>),
}

impl Kind {
    pub fn of(names: &[String]) -> Self {
        let arrays: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix("Array of ")).collect();
        if !names.is_empty() && arrays.len() == names.len() {
            let inner: Vec<String> = arrays.into_iter().map(str::to_owned).collect();
            return Self::Array(Box::new(Self::of(&inner)));
        }
        match names {
            [name] => Self::named(name),
            _ => Self::Any(names.iter().map(|name| Self::of(std::slice::from_ref(name))).collect()),
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "Integer" => Self::Integer,
            "Float" => Self::Float,
            "Boolean" => Self::Boolean,
            "String" => Self::String,
            other => Self::Object(other.to_owned()),
        }
    }

    /// Reads a value that came as text (a form field, a query, a part), by the kind that is wanted.
    pub fn read_text(&self, text: &str) -> Option<Value> {
        match self {
            Self::String => Some(Value::from(text)),
            Self::Object(name) if name == "InputFile" => Some(Value::from(text)),
            Self::Integer => text.trim().parse::<i64>().ok().map(Value::from),
            Self::Float => text.trim().parse::<f64>().ok().map(Value::from),
            Self::Boolean => match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Some(Value::from(true)),
                "false" | "0" | "no" => Some(Value::from(false)),
                _ => None,
            },
            Self::Object(_) | Self::Array(_) => {
                serde_json::from_str(text).ok().filter(|value: &Value| !value.is_string())
            }
            Self::Any(kinds) => {
                let words_last = kinds.iter().filter(|kind| **kind != Self::String);
                let words = kinds.iter().filter(|kind| **kind == Self::String);
                words_last.chain(words).find_map(|kind| kind.read_text(text))
            }
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer => f.write_str("Integer"),
            Self::Float => f.write_str("Float"),
            Self::Boolean => f.write_str("Boolean"),
            Self::String => f.write_str("String"),
            Self::Object(name) => f.write_str(name),
            Self::Array(inner) => write!(f, "Array of {inner}"),
            Self::Any(kinds) => {
                let names: Vec<String> = kinds.iter().map(ToString::to_string).collect();
                f.write_str(&names.join(" or "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_text_by_the_kind_that_is_wanted() {
        let chat = Kind::Any(vec![Kind::Integer, Kind::String]);
        assert_eq!(chat.read_text("101"), Some(json!(101)));
        assert_eq!(chat.read_text("@ann"), Some(json!("@ann")));
        assert_eq!(Kind::Boolean.read_text("True"), Some(json!(true)));
        assert_eq!(Kind::Array(Box::new(Kind::Integer)).read_text("[1,2]"), Some(json!([1, 2])));
        assert_eq!(Kind::Integer.read_text("one"), None);
    }
}
