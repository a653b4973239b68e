//! Small files, each with one difficulty that was read wrongly once: `cases/NAME/input.*`, and beside it what it becomes.
//!
//! `expected.txt` has the front matter without its remarks, what is left to do, the body, and the problems.
//! `CONGBAO_UPDATE=1` writes it anew: read it, word by word, beside the file.

use super::{imported, root};
use std::fmt::Write;
use std::path::Path;

#[test]
fn every_case_becomes_what_is_right() {
    let folder = root().join("tests/import/cases");
    let mut wrong = Vec::new();
    let mut folders: Vec<_> = std::fs::read_dir(&folder).expect("cases").flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for case in folders {
        let expected = case.join("expected.txt");
        let got = shown(&case);
        if std::env::var_os("CONGBAO_UPDATE").is_some() {
            std::fs::write(&expected, &got).expect("written");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != got {
            wrong.push(format!("=== {}\n{got}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a person sees of an import, without what no case is about.
fn shown(case: &Path) -> String {
    let input = std::fs::read_dir(case).expect("a case").flatten().map(|entry| entry.path());
    let input = input.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "input")).expect("an input");
    let name = input.file_name().expect("a name").to_string_lossy().into_owned();
    let made = match imported(&name, &std::fs::read(&input).expect("read")) {
        Ok(made) => made,
        Err(problem) => return format!("refused: {} {}\n", problem.code, problem.quoted),
    };
    let (front_matter, body) = made.markdown.split_once("\n---\n").expect("front matter");
    const ASIDE: [&str; 8] =
        ["---", "#", "themes:", "attachments:", "source:", "date_note:", "  - file:", "    title:"];
    let mut out = String::new();
    let lines = front_matter.lines().filter(|line| !ASIDE.iter().any(|start| line.starts_with(start)));
    // A theme is a proposal; it has the words that speak for it in a remark.
    for line in lines.filter(|line| !line.contains(" # “")) {
        let _ = writeln!(out, "{}", line.split(" # ").next().unwrap_or(line));
    }
    const ROUTINE: [&str; 3] = ["themes", "published", "id"];
    let todos: Vec<&str> = made.todos.iter().map(|todo| todo.key).filter(|key| !ROUTINE.contains(key)).collect();
    let _ = writeln!(out, "TODO {}", todos.join(" "));
    for problem in &made.problems {
        let values: Vec<String> = problem.arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let _ = writeln!(out, "{}[{}] {}", problem.severity.word(), problem.code, values.join(" "));
    }
    let _ = write!(out, "{body}");
    out
}
