//! Cases as they are written. In: the text of a file. Out: [`Case`]s.

use congbao::text::date::{WorkDate, parse_day};

/// One case: a site of its own.
pub struct Case {
    /// Name of the file without ending.
    pub file: String,
    /// What comes after `==`.
    pub name: String,
    /// The document that speaks.
    pub document: Paper,
    /// Its text.
    pub text: String,
    /// Documents that the site holds besides, by label.
    pub held: Vec<(String, Paper)>,
    /// Lines of other files: (path, line).
    pub files: Vec<(String, String)>,
    /// What mentions mean.
    pub expectations: Vec<Expectation>,
}

/// A document's front matter.
#[derive(Clone, Default)]
pub struct Paper {
    /// Type in words and số/ký hiệu.
    pub numbered: Option<(String, String)>,
    /// "UBND tỉnh Lào Cai".
    pub issuer: String,
    /// Day of issue.
    pub date: Option<WorkDate>,
}

/// One line `→ words [nth] = meaning; more`.
pub struct Expectation {
    /// Line in the file, from 1.
    pub line: usize,
    /// Words of the text; white space is any white space.
    pub words: String,
    /// Which of several places, from 1; 0 is the last.
    pub nth: Option<usize>,
    /// Meanings that are right.
    pub meanings: Vec<String>,
    /// `by date`, `reported`, `exact` …
    pub more: Vec<String>,
}

impl Case {
    /// What names it: "short-names: the first of a chain".
    pub fn title(&self) -> String {
        format!("{}: {}", self.file, self.name)
    }
}

/// The cases of one file.
///
/// # Errors
/// `line: what is wrong`.
pub fn parse(file: &str, text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let at = |error: String| format!("{line}: {error}");
        if content.starts_with('#') {
            continue;
        }
        if let Some(name) = content.strip_prefix("== ") {
            cases.push(empty(file, name.trim()));
            continue;
        }
        let Some(case) = cases.last_mut() else {
            if content.trim().is_empty() {
                continue;
            }
            return Err(at("a case begins with “== name”".to_owned()));
        };
        read_line(case, line, content).map_err(at)?;
    }
    for case in &mut cases {
        case.text = case.text.trim().to_owned();
        if case.text.is_empty() || case.expectations.is_empty() {
            return Err(format!(" “{}” has no text or no line with →", case.name));
        }
    }
    Ok(cases)
}

fn empty(file: &str, name: &str) -> Case {
    let document = Paper { issuer: "UBND tỉnh Lào Cai".to_owned(), ..Paper::default() };
    Case {
        file: file.to_owned(),
        name: name.to_owned(),
        document,
        text: String::new(),
        held: Vec::new(),
        files: Vec::new(),
        expectations: Vec::new(),
    }
}

fn read_line(case: &mut Case, line: usize, content: &str) -> Result<(), String> {
    if let Some(rest) = content.strip_prefix("→ ") {
        case.expectations.push(expectation(line, rest)?);
    } else if !case.expectations.is_empty() && !content.trim().is_empty() {
        return Err("after the lines with → only another case may follow".to_owned());
    } else if let Some(rest) = content.strip_prefix("doc:") {
        case.document = paper(rest)?;
    } else if let Some(rest) = content.strip_prefix("held:") {
        let (label, rest) = rest.split_once('=').ok_or("held: LABEL = type number, issuer, date")?;
        case.held.push((label.trim().to_owned(), paper(rest)?));
    } else if let Some(rest) = content.strip_prefix("file ") {
        let (path, rest) = rest.split_once(": ").ok_or("file PATH: line")?;
        case.files.push((path.to_owned(), rest.to_owned()));
    } else {
        case.text.push_str(&content.replace('⏎', "\n"));
        case.text.push('\n');
    }
    Ok(())
}

/// "Quyết định 05/2025/QĐ-UBND, UBND tỉnh Lào Cai, 20/02/2025"; type and number, and the date, may be missing.
fn paper(text: &str) -> Result<Paper, String> {
    let mut parts: Vec<&str> = text.trim().trim_end_matches('.').split(',').map(str::trim).collect();
    let date = parts.last().and_then(|last| date(last));
    if date.is_some() {
        parts.pop();
    }
    let numbered = parts.first().and_then(|first| {
        let (kind, number) = first.rsplit_once(' ')?;
        number.starts_with(|c: char| c.is_ascii_digit()).then(|| (kind.to_owned(), number.to_owned()))
    });
    if numbered.is_some() {
        parts.remove(0);
    }
    if parts.is_empty() {
        return Err(format!("no issuer in “{text}”"));
    }
    Ok(Paper { numbered, issuer: parts.join(", "), date })
}

/// `20/02/2025`, `2025-02-20`, `2025`.
pub fn date(text: &str) -> Option<WorkDate> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts[..] {
        [day, month, year] if year.len() == 4 => parse_day(&format!("{year}-{month:0>2}-{day:0>2}")).map(WorkDate::Day),
        _ => WorkDate::parse_iso(text),
    }
}

fn expectation(line: usize, text: &str) -> Result<Expectation, String> {
    let (words, right) = text.split_once(" = ").ok_or("→ words = meaning")?;
    let (words, nth) = match words.trim().strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((words, "last")) => (words, Some(0)),
        Some((words, nth)) => {
            (words, Some(nth.parse().map_err(|_| format!("[{nth}] is neither a number nor “last”"))?))
        }
        None => (words, None),
    };
    let mut parts = right.split(';').map(str::trim);
    let meanings = parts.next().unwrap_or_default().split(" | ").map(|one| one.trim().to_owned()).collect();
    Ok(Expectation {
        line,
        words: words.trim().replace('⏎', "\n"),
        nth,
        meanings,
        more: parts.map(str::to_owned).collect(),
    })
}
