//! The outermost keys of front matter, each with its remarks, put in their order.
//!
//! In: YAML and its tree. Out: YAML. A line `# TODO key: …` belongs to its key, present or missing; other remarks
//! belong to the key below them, those at the top and at the bottom stay there.

use super::super::shape::MappingShape;
use super::entry;
use crate::content::node::{Node, Value};

/// A key with its lines, or remarks about a key that is missing.
struct KeyLines<'a> {
    key: &'a str,
    before: Vec<&'a str>,
    /// Empty for a missing key.
    own: String,
    after: Vec<&'a str>,
    place: usize,
}

/// The YAML with its keys in order and each in good form. As it is where the keys are not one a line
/// from the first column.
pub(super) fn in_order(yaml: &str, node: &Node, record: &MappingShape) -> String {
    let Value::Mapping(entries) = &node.value else { return yaml.to_owned() };
    let lines: Vec<&str> = yaml.lines().collect();
    let mut starts = Vec::with_capacity(entries.len() + 1);
    let mut offset = 0;
    let mut keys = entries.iter().map(|(key, _)| (key.span.start, key.value.as_str())).peekable();
    for (index, line) in yaml.split_inclusive('\n').enumerate() {
        if let Some((_, key)) = keys.next_if(|(start, _)| *start == offset) {
            starts.push((index, key));
        }
        offset += line.len();
    }
    if keys.peek().is_some() || lines.iter().any(|line| line.contains('\r')) {
        return yaml.to_owned();
    }
    let mut sheet = FrontMatterLines { record, head: Vec::new(), entries: Vec::new(), tail: Vec::new() };
    sheet.read(&lines, &starts);
    sheet.write()
}

struct FrontMatterLines<'a> {
    record: &'a MappingShape,
    head: Vec<&'a str>,
    entries: Vec<KeyLines<'a>>,
    tail: Vec<&'a str>,
}

fn is_loose(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// The key of a line `# TODO key: …`.
pub(in crate::writing) fn todo_of(line: &str) -> Option<&str> {
    let (key, _) = line.strip_prefix("# TODO ")?.split_once(':')?;
    (!key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).then_some(key)
}

impl<'a> FrontMatterLines<'a> {
    fn read(&mut self, lines: &[&'a str], starts: &[(usize, &'a str)]) {
        let first = starts.first().map_or(lines.len(), |(line, _)| *line);
        let head = lines[..first].iter().position(|line| todo_of(line).is_some()).unwrap_or(first);
        self.head = lines[..head].to_vec();
        let mut before = self.remarks(&lines[head..first], starts.first().map(|(_, key)| *key));
        for (index, (start, key)) in starts.iter().enumerate() {
            let next = starts.get(index + 1);
            let end = next.map_or(lines.len(), |(line, _)| *line);
            let taken = lines[*start..end].iter().rposition(|line| !is_loose(line)).map_or(end, |at| start + at + 1);
            let about_it = lines[taken..end].iter().take_while(|line| todo_of(line) == Some(*key)).count();
            let own = lines[*start..taken].iter().map(|line| format!("{line}\n")).collect();
            self.add(key, before, own, lines[taken..taken + about_it].to_vec());
            before = self.remarks(&lines[taken + about_it..end], next.map(|(_, key)| *key));
        }
        self.tail = before;
    }

    /// Sorts what stands between two keys: remarks about missing keys become entries; what is left waits for `next`.
    fn remarks(&mut self, loose: &[&'a str], next: Option<&str>) -> Vec<&'a str> {
        let mut waiting = Vec::new();
        let mut about_missing = false;
        for line in loose {
            match todo_of(line) {
                Some(key) if Some(key) != next && self.record.get(key).is_some() => {
                    self.add(key, Vec::new(), String::new(), Vec::new());
                    about_missing = true;
                }
                Some(_) => about_missing = false,
                None => about_missing &= !line.trim().is_empty(),
            }
            match self.entries.last_mut().filter(|_| about_missing) {
                Some(entry) => entry.after.push(line),
                None => waiting.push(*line),
            }
        }
        waiting
    }

    /// Adds an entry where its key belongs; an unknown one stays behind the one it follows.
    fn add(&mut self, key: &'a str, before: Vec<&'a str>, own: String, after: Vec<&'a str>) {
        let last = self.entries.last().map_or(0, |entry| entry.place);
        let place = if self.record.get(key).is_some() { self.record.position(key) } else { last };
        self.entries.push(KeyLines { key, before, own, after, place });
    }

    fn write(mut self) -> String {
        self.entries.sort_by_key(|entry| entry.place);
        let mut out = String::new();
        put(&mut out, &self.head);
        for entry in &self.entries {
            put(&mut out, &entry.before);
            if !entry.own.is_empty() {
                out.push_str(&entry::in_form(&entry.own, self.record.get(entry.key)));
            }
            put(&mut out, &entry.after);
        }
        put(&mut out, &self.tail);
        let end = out.trim_end_matches('\n').len();
        out.truncate(end);
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }
}

/// Adds lines, never a blank one at the beginning or after another.
fn put(out: &mut String, lines: &[&str]) {
    for line in lines {
        let line = line.trim_end();
        if !line.is_empty() || !(out.is_empty() || out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
}
