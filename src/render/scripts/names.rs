//! The tokens of a script → a short name for each of its own long ones, the shortest for the most used.
//!
//! Two names may share a short one where they can never meet: both are plain variables below the top level, and no part of the
//! script's top level (a function, a class, a statement) has both. Everything else, members of objects above all, keeps to itself.

use super::Token;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Own names that are worth shortening: no words of the language, of browsers, of the index's files or of the interface that tools
/// use.
const LONG: &str = include_str!("own.txt");
/// Names that are worth shortening where they are variables, and must stay where they are members of objects that others know.
const ELSEWHERE_MEMBERS: &str = include_str!("variables.txt");
/// Letters that no variable of the sources is called.
const LETTERS: &str = "h l v c m e f g i j k o p r s t u w x z A B C D E F G H I J K L M N O P Q R S T U V W X Y Z";

static OWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| LONG.split_whitespace().collect());
static VARIABLES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ELSEWHERE_MEMBERS.split_whitespace().collect());

/// What is written for a word in its role.
pub(super) fn written(word: &str, role: Role, short: &BTreeMap<&str, String>) -> String {
    match (short.get(word), role) {
        (Some(short), Role::Variable) => short.clone(),
        (Some(short), _) if OWN.contains(word) => short.clone(),
        (Some(short), Role::Shorthand) => format!("{word}:{short}"),
        _ => word.to_owned(),
    }
}

/// Where a name is used.
#[derive(Default)]
struct Use {
    times: usize,
    /// Parts of the top level that have it.
    parts: BTreeSet<usize>,
    /// Declared at the top level, or a member of an object.
    is_shared: bool,
}

/// Short names for the long ones.
pub(super) fn short<'t>(tokens: &[Token<'t>]) -> BTreeMap<&'t str, String> {
    let mut uses: Vec<(&str, Use)> = uses(tokens).into_iter().collect();
    uses.sort_by_key(|(name, of)| (Reverse(of.times), *name));
    let mut given: Vec<(String, Vec<Use>)> = all().map(|name| (name, Vec::new())).collect();
    let mut names = BTreeMap::new();
    for (long, of) in uses {
        let free = given.iter_mut().find(|(_, others)| others.iter().all(|other| !may_meet(other, &of)));
        if let Some((short, others)) = free.filter(|(short, _)| short.len() < long.len()) {
            names.insert(long, short.clone());
            others.push(of);
        }
    }
    names
}

fn may_meet(a: &Use, b: &Use) -> bool {
    a.is_shared || b.is_shared || !a.parts.is_disjoint(&b.parts)
}

fn all() -> impl Iterator<Item = String> {
    let letters = || LETTERS.split(' ');
    let one = letters().map(str::to_owned);
    let before = ["$", "_"].into_iter().flat_map(move |sign| letters().map(move |letter| format!("{sign}{letter}")));
    let after = ["$", "_"].into_iter().flat_map(move |sign| letters().map(move |letter| format!("{letter}{sign}")));
    one.chain(before).chain(after)
}

fn uses<'t>(tokens: &[Token<'t>]) -> BTreeMap<&'t str, Use> {
    let mut uses: BTreeMap<&str, Use> = BTreeMap::new();
    let mut part = 0;
    let roles = roles(tokens);
    for (token, Place { role, is_top }) in tokens.iter().zip(roles) {
        match token {
            Token::Line if is_top => part += 1,
            Token::Word(word) if OWN.contains(word) || (role != Role::Member && VARIABLES.contains(word)) => {
                let of = uses.entry(word).or_default();
                of.times += 1;
                of.parts.insert(part);
                of.is_shared |= is_top || (OWN.contains(word) && role != Role::Variable);
            }
            _ => {}
        }
    }
    uses
}

/// What a word is where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Variable,
    /// Of an object: `.word`, `word:`, a method.
    Member,
    /// Both: `{ word }`.
    Shorthand,
}

/// A token's role, and whether it stands at the top level.
pub(super) struct Place {
    pub role: Role,
    is_top: bool,
}

/// What an open bracket holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Object,
    Block,
    Class,
    Other,
}

/// The role of each token; only those of words mean anything.
pub(super) fn roles(tokens: &[Token<'_>]) -> Vec<Place> {
    let mut open: Vec<Open> = Vec::new();
    let mut places = Vec::with_capacity(tokens.len());
    let mut is_class = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('{') if std::mem::take(&mut is_class) => open.push(Open::Class),
            Token::Sign('{') => open.push(if begins_block(&tokens[..at]) { Open::Block } else { Open::Object }),
            Token::Sign('(' | '[') => open.push(Open::Other),
            Token::Sign('}' | ')' | ']') => drop(open.pop()),
            // Code within a template: `a${` opens, `}b` closes.
            Token::Whole(text) => {
                if text.starts_with('}') {
                    open.pop();
                }
                if text.starts_with(['`', '}']) && text.ends_with("${") {
                    open.push(Open::Other);
                }
            }
            Token::Word("class") => is_class = matches!(tokens.get(at + 1), Some(Token::Word(_))),
            _ => {}
        }
        places.push(Place { role: role(tokens, at, open.last().copied()), is_top: open.is_empty() });
    }
    places
}

fn signs(tokens: &[Token<'_>]) -> impl Iterator<Item = char> {
    tokens.iter().rev().filter(|token| **token != Token::Line).map(|token| match token {
        Token::Sign(sign) => *sign,
        _ => ' ',
    })
}

/// Whether a brace after these tokens opens statements, not members.
fn begins_block(before: &[Token<'_>]) -> bool {
    let word = before.iter().rev().find(|token| **token != Token::Line);
    let mut signs = signs(before);
    match signs.next() {
        None | Some(')' | ';' | '{' | '}') => true,
        Some('>') => signs.next() == Some('='),
        _ => matches!(word, Some(Token::Word("else" | "try" | "do" | "finally" | "catch"))),
    }
}

fn role(tokens: &[Token<'_>], at: usize, inside: Option<Open>) -> Role {
    let mut before = signs(&tokens[..at]);
    let (last, second) = (before.next(), before.next());
    let after = tokens[at + 1..].iter().find(|token| **token != Token::Line);
    let after = if let Some(Token::Sign(sign)) = after { *sign } else { ' ' };
    if (last == Some('.') && second != Some('.')) || inside == Some(Open::Class) {
        return Role::Member;
    }
    if inside != Some(Open::Object) || !matches!(last, Some('{' | ',')) {
        return Role::Variable;
    }
    match after {
        ':' | '(' => Role::Member,
        _ => Role::Shorthand,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;
    use crate::render::assets::BUILT_IN;

    #[test]
    fn short_names_are_free() {
        let names: BTreeSet<String> = all().collect();
        assert_eq!(names.len(), all().count());
        for (file, bytes) in BUILT_IN.iter().filter(|(name, _)| name.ends_with("js")) {
            let script = String::from_utf8_lossy(bytes);
            let tokens = tokens(&script);
            for (at, token) in tokens.iter().enumerate() {
                // Members of objects are no variables; those of files are never mixed with our own.
                let is_member =
                    at > 0 && tokens[at - 1] == Token::Sign('.') || tokens.get(at + 1) == Some(&Token::Sign(':'));
                if let Token::Word(word) = token {
                    assert!(is_member || !names.contains(*word), "{file} uses {word}");
                }
            }
        }
    }

    #[test]
    fn words_of_the_pages_stay() {
        for page in [
            include_str!("../../../themes/default/templates/search.html"),
            include_str!("../../../themes/default/templates/base.html"),
        ] {
            let names: Vec<&str> =
                page.split("data-").skip(1).filter_map(|rest| Some(rest.split_once("=\"")?.0)).collect();
            assert!(names.len() > 5 && names.iter().all(|name| !OWN.contains(name)), "{names:?}");
        }
    }

    #[test]
    fn names_that_meet_differ() {
        let script = "const state = (list) => {\n  return list.words;\n};\nfunction query(found) {\n  const typed = state(found);\n  return { typed };\n}\n";
        let tokens = tokens(script);
        let names = short(&tokens);
        assert_eq!(names.get("list"), names.get("found"));
        let others: BTreeSet<&String> =
            ["state", "query", "typed", "found"].iter().filter_map(|name| names.get(name)).collect();
        assert_eq!(others.len(), 4, "{names:?}");
    }
}
