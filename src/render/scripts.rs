//! The sources of the scripts → what pages load: that of reading; and of the search one classic script, because a page opened from a folder may load
//! no modules, and the module for tools, of the same core. Comments and needless white space stay behind, long names of our own
//! become short: phones pay for every byte, and many servers compress nothing.

mod names;

use std::collections::BTreeMap;

/// The search without a page: an ES module.
const CORE: &str = "search-core.mjs";
/// What it does on a page.
const PAGE: &str = "search-page.js";
/// What loads it when it is needed.
const BOX: &str = "search-box.js";
/// What pages do for those who read them.
const READING: &str = "reading.js";
/// Core and page in one.
const CLASSIC: &str = "search.js";

/// Replaces the sources among the files of a site theme by what is served.
pub(super) fn compose(files: &mut BTreeMap<String, Vec<u8>>) {
    let text = |files: &BTreeMap<String, Vec<u8>>, name: &str| {
        files.get(name).and_then(|bytes| std::str::from_utf8(bytes).ok()).map(str::to_owned)
    };
    let (core, page) = (text(files, CORE), text(files, PAGE));
    if let Some(core) = &core {
        files.insert(CORE.to_owned(), shortened(core).into_bytes());
    }
    if let (Some(core), Some(page)) = (core, page) {
        let script = shortened(&format!("{}\n{page}\n", without_exports(&core)));
        files.insert(CLASSIC.to_owned(), format!("(()=>{{{script}}})();\n").into_bytes());
        files.remove(PAGE);
    }
    if let Some(loader) = text(files, BOX) {
        files.insert(BOX.to_owned(), shortened(&loader).into_bytes());
    }
}

/// The script of pages that are read, which has nothing to do with the search.
pub(super) fn shorten_reading(files: &mut BTreeMap<String, Vec<u8>>) {
    if let Some(script) = files.get(READING).and_then(|bytes| std::str::from_utf8(bytes).ok()) {
        let short = shortened(script).into_bytes();
        files.insert(READING.to_owned(), short);
    }
}

/// Takes them all away: a site theme without them has no box, no page of results and no word of a search in its data.
pub(super) fn leave_out(files: &mut BTreeMap<String, Vec<u8>>) {
    for name in [CORE, PAGE, BOX, CLASSIC] {
        files.remove(name);
    }
}

/// One file without comments and needless white space; its names stay.
pub(super) fn compact_one(files: &mut BTreeMap<String, Vec<u8>>, name: &str) {
    if let Some(bytes) = files.get_mut(name)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        *bytes = compact(text).into_bytes();
    }
}

/// A script without comments and needless white space; its names stay.
pub(super) fn compact(script: &str) -> String {
    written(&tokens(script), &BTreeMap::new())
}

fn without_exports(module: &str) -> String {
    let lines = module.lines().map(|line| line.strip_prefix("export ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// One token of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'t> {
    /// A name, a keyword, a number.
    Word(&'t str),
    /// A string, a pattern, a part of a template.
    Whole(&'t str),
    /// A sign.
    Sign(char),
    /// One or more line ends.
    Line,
}

fn shortened(script: &str) -> String {
    let tokens = tokens(script);
    written(&tokens, &names::short(&tokens))
}

/// The tokens as a script again, with `short` names for long ones.
fn written(tokens: &[Token<'_>], short: &BTreeMap<&str, String>) -> String {
    let roles = names::roles(tokens);
    let mut out = String::new();
    let mut before = Token::Sign(';');
    // The end of an arrow's only parameter, whose brackets are left out.
    let mut bare = 0;
    // For each open bracket whether the statement in it declares names: the next declaration goes on with a comma.
    let mut declares = vec![false];
    let mut goes_on = false;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens[at + 1..].iter().find(|token| **token != Token::Line);
        if *token == Token::Line {
            if needs_line(before, tokens.get(at + 1).copied()) {
                out.push('\n');
                before = Token::Sign(';');
            }
            continue;
        }
        if is_bare_parameter(&tokens[at..]) {
            bare = at + 2;
            continue;
        }
        if at == bare && at > 0 {
            continue;
        }
        match token {
            Token::Sign('{' | '(' | '[') => declares.push(false),
            Token::Sign('}' | ')' | ']') => drop(declares.pop()),
            Token::Sign(';') if declares.last() == Some(&true) => {
                goes_on = matches!(next, Some(Token::Word("const" | "let")));
                if let Some(declares) = declares.last_mut() {
                    *declares = goes_on;
                }
                if goes_on {
                    out.push(',');
                    before = Token::Sign(',');
                    continue;
                }
            }
            Token::Word("const" | "let") if std::mem::take(&mut goes_on) => continue,
            Token::Word("const" | "let") if matches!(before, Token::Sign(';' | '{' | '}')) => {
                if let Some(declares) = declares.last_mut() {
                    *declares = true;
                }
            }
            _ => {}
        }
        let is_truth = matches!(token, Token::Word("true" | "false"));
        if touches(before, *token) && !is_truth {
            out.push(' ');
        }
        match token {
            // What is never assigned again may as well be.
            Token::Word("const") => out.push_str("let"),
            Token::Word("true") => out.push_str("!0"),
            Token::Word("false") => out.push_str("!1"),
            Token::Word("undefined") => out.push_str("void 0"),
            Token::Word(word) => out.push_str(&names::written(word, roles[at].role, short)),
            // The last statement of a block needs no end.
            Token::Sign('}') => {
                out.truncate(out.trim_end_matches(';').len());
                out.push('}');
            }
            Token::Whole(text) => out.push_str(text),
            Token::Sign(sign) => out.push(*sign),
            Token::Line => {}
        }
        before = *token;
    }
    out.push('\n');
    out
}

/// Whether here begins `(name) =>`.
fn is_bare_parameter(tokens: &[Token<'_>]) -> bool {
    use Token::{Sign, Word};
    matches!(tokens, [Sign('('), Word(_), Sign(')'), Sign('='), Sign('>'), ..])
}

/// Whether a line end may end a statement.
fn needs_line(before: Token<'_>, after: Option<Token<'_>>) -> bool {
    let opens = matches!(before, Token::Sign('{' | '(' | '[' | ';' | ',' | '=' | '>' | '&' | '|' | '?' | ':'));
    let goes_on = matches!(after, None | Some(Token::Sign('}' | ')' | ']' | '.' | ',' | '?' | ':' | '=' | '&' | '|')));
    !opens && !goes_on
}

/// Whether two tokens would be read as one.
fn touches(before: Token<'_>, after: Token<'_>) -> bool {
    match (before, after) {
        (Token::Word(_), Token::Word(_)) => true,
        (Token::Sign(a @ ('+' | '-')), Token::Sign(b)) => a == b,
        (Token::Sign(a @ ('+' | '-')), Token::Whole(text)) => text.starts_with(a),
        _ => false,
    }
}

fn tokens(script: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = script;
    // Braces that are open inside each `${`.
    let mut templates: Vec<usize> = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\n' => 1,
            _ if first.is_whitespace() => first.len_utf8(),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if begins_pattern(tokens.last()) => pattern(rest),
            '"' | '\'' => quoted(rest, first),
            '+' | '-' if rest[1..].starts_with(first) => 2,
            '`' => template(rest, 1, &mut templates),
            '}' if templates.last() == Some(&0) => {
                templates.pop();
                template(rest, 1, &mut templates)
            }
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let whole = length > 1;
        match first {
            '\n' if tokens.last() != Some(&Token::Line) => tokens.push(Token::Line),
            '/' if token.starts_with("//") => {}
            '\'' | '"' | '`' => tokens.push(Token::Whole(token)),
            '/' | '}' | '+' | '-' if whole => tokens.push(Token::Whole(token)),
            _ if is_word(first) => tokens.push(Token::Word(token)),
            _ if first.is_whitespace() => {}
            _ => {
                if let Some(open) = templates.last_mut() {
                    *open = match first {
                        '{' => *open + 1,
                        '}' => open.saturating_sub(1),
                        _ => *open,
                    };
                }
                tokens.push(Token::Sign(first));
            }
        }
        rest = after;
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// After a value, a slash divides.
fn begins_pattern(before: Option<&Token<'_>>) -> bool {
    match before {
        Some(Token::Word(word)) => *word == "return",
        Some(Token::Whole(_)) => false,
        Some(Token::Sign(sign)) => !matches!(sign, ')' | ']'),
        Some(Token::Line) | None => true,
    }
}

fn pattern(text: &str) -> usize {
    let (mut escaped, mut class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return at + 1 + text[at + 1..].find(|c| !is_word(c)).unwrap_or(0),
            '\n' => return at,
            _ => {}
        }
    }
    text.len()
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The rest of a template to its end, or to where code is put in.
fn template(text: &str, from: usize, templates: &mut Vec<usize>) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' => return at + 1,
            '$' if text[at..].starts_with("${") => {
                templates.push(0);
                return at + 2;
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::assets::{Scripts, assets};

    #[test]
    fn the_client_is_small() {
        let assets = assets(BTreeMap::new(), Scripts { search: true, offline: true });
        let size = |name: &str| assets.iter().find(|asset| asset.name == name).map_or(0, |asset| asset.bytes.len());
        let whole = size(CLASSIC) + size(BOX);
        // 30 KB.
        assert!(whole > 10_000 && whole <= 30 * 1024, "{whole} bytes");
        assert!(size(PAGE) == 0 && size(CORE) < size(CLASSIC));
    }

    #[test]
    fn what_counts_stays() {
        for (long, short) in [
            ("  // gone\n  const a = (b) => b + +c;\n", "let a=b=>b+ +c;\n"),
            ("says(\"a  =  b\");\nif (x) y()\nz()\n", "says(\"a  =  b\");if(x)y()\nz()\n"),
            ("n = /[/]  \\/ /u.test(a) ? a / 2 : b / 2;\n", "n=/[/]  \\/ /u.test(a)?a/2:b/2;\n"),
            ("`a  ${ b + `c  ${ {d: 1}.d } e` }  f`;\n", "`a  ${b+`c  ${{d:1}.d} e`}  f`;\n"),
            (
                "const a = 1;\nconst b = () => {\n  const c = 2;\n  return c;\n};\nlet d;\n",
                "let a=1,b=()=>{let c=2;return c},d;\n",
            ),
            ("from++;\nto = a + ++b;\n", "from++;to=a+ ++b;\n"),
            ("return /x y/g;\n", "return/x y/g;\n"),
            (
                "{\n  const q = ({ name, value: [key] }) => {\n    name = key.name;\n    return { name, key: 1, ...name.key, ...name };\n  };\n}\n",
                "{let q=({name:h,value:[l]})=>{h=l.name;return{name:h,key:1,...h.key,...h}}}\n",
            ),
            ("n({ class: 1 }, ({ name }) => name);\n", "n({class:1},({name:h})=>h);\n"),
            (
                "class Q {\n  text(name) {\n    return this.text(name);\n  }\n}\n",
                "class Q{text(h){return this.text(h)}}\n",
            ),
            (
                "runs(async (a) => { return true; }, (b, c) => undefined);\n",
                "runs(async a=>{return!0},(b,c)=>void 0);\n",
            ),
        ] {
            assert_eq!(shortened(long), short);
        }
    }
}
