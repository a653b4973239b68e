//! A tree of values whose keys keep their order, written as YAML.
//!
//! In: a [`Tree`]. Out: text. Texts stand in double quotes, so that no word is taken for a number or a boolean.

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    /// Text.
    Text(String),
    /// `true`, `false` or a number, as it is written.
    Plain(String),
    /// A list.
    List(Vec<Self>),
    /// Keys and values, in their order.
    Record(Vec<(String, Self)>),
}

impl Tree {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn flag(flag: bool) -> Self {
        Self::Plain(flag.to_string())
    }

    pub(super) fn number(number: usize) -> Self {
        Self::Plain(number.to_string())
    }

    pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    pub(super) fn record<const N: usize>(pairs: [(&str, Self); N]) -> Self {
        Self::Record(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// The record with one key more, at its end.
    pub(super) fn with(mut self, key: &str, value: Self) -> Self {
        if let Self::Record(pairs) = &mut self {
            pairs.push((key.to_owned(), value));
        }
        self
    }

    /// Block style, each line below the other; ends with a line end.
    pub(super) fn to_yaml(&self) -> String {
        let mut out = String::new();
        self.block(0, &mut out);
        out
    }

    /// On one line: YAML, JSON and JavaScript at once.
    pub(super) fn to_json(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Plain(word) => word.clone(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::to_json).collect::<Vec<_>>().join(", ")),
            Self::Record(pairs) => {
                let pair = |(key, value): &(String, Self)| format!("{}: {}", quoted(key), value.to_json());
                format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn block(&self, indent: usize, out: &mut String) {
        match self {
            Self::Record(pairs) => {
                for (at, (key, value)) in pairs.iter().enumerate() {
                    // The first key of a list's item stands behind the dash.
                    if at > 0 || out.is_empty() || out.ends_with('\n') {
                        out.extend(std::iter::repeat_n(' ', indent));
                    }
                    out.push_str(&format!("{key}:"));
                    value.below(indent, out);
                }
            }
            Self::List(items) => {
                for item in items {
                    out.extend(std::iter::repeat_n(' ', indent));
                    out.push('-');
                    match item {
                        Self::Record(pairs) if !pairs.is_empty() => {
                            out.push(' ');
                            item.block(indent + 2, out);
                        }
                        _ => item.below(indent, out),
                    }
                }
            }
            Self::Text(_) | Self::Plain(_) => out.push_str(&format!("{}\n", self.to_json())),
        }
    }

    /// What stands behind a colon or a dash.
    fn below(&self, indent: usize, out: &mut String) {
        match self {
            Self::Record(pairs) if !pairs.is_empty() => {
                out.push('\n');
                self.block(indent + 2, out);
            }
            Self::List(items) if items.iter().any(|item| matches!(item, Self::Record(_) | Self::List(_))) => {
                out.push('\n');
                self.block(indent + 2, out);
            }
            _ => out.push_str(&format!(" {}\n", self.to_json())),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
