//! The five directives read whole, and what other texts say.

use super::*;
use crate::content::registry::Registries;
use crate::content::{RawDocument, files};
use crate::document::{self, flows};
use std::path::Path;

/// One line for each task: anchor, syntax, agencies with verbs, deadline, first words.
fn said(root: &Path, path: &str, whole: bool) -> Vec<String> {
    let mut problems = Vec::new();
    let registries = Registries::read(root, &mut problems);
    let (raw, source): (RawDocument, _) =
        files::read_document(root, path, &registries, &mut problems).expect("the document reads");
    let parsed = document::parse(&source, raw.body, &mut problems);
    let flows = flows(&parsed);
    let lexicon = Lexicon::new(&registries);
    let input = Input {
        source: &source,
        document: &parsed,
        flows: &flows,
        front_matter: &raw.front_matter,
        registries: &registries,
        lexicon: &lexicon,
    };
    let line = |task: Task| {
        let agents = task.assignees.iter().map(|assignee| {
            let verbs = assignee.verbs.iter().map(Verb::key).collect::<Vec<_>>().join("+");
            let who = assignee.agent.as_ref().map_or_else(
                || format!("?{}", quote(&source, assignee.written)),
                |agent| agent.key.clone(),
            );
            format!("{who} {verbs}")
        });
        let agents = agents.collect::<Vec<_>>().join("; ");
        let deadline = task.deadline.as_deref().unwrap_or("-");
        let text = quote(&source, task.span);
        let shown: String = if whole { text } else { text.chars().take(60).collect() };
        format!("{}\t{}\t{agents}\t{deadline}\t{shown}", task.anchor, task.syntax.key())
    };
    find(&input, &mut problems).tasks.into_iter().map(line).collect()
}

#[test]
#[ignore = "prints"]
fn print() {
    let path = std::env::var("FILE").expect("a file");
    let root = std::env::var("ROOT").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    for path in path.split(',') {
        println!("## {path}");
        for line in said(Path::new(&root), path, true) {
            println!("{line}");
        }
    }
}
