//! Texts to look through. In: paths. Out: texts.

use anyhow::{Context, Result, ensure};
use congbao::document::Flow;
use congbao::document::flow::FlowRun;
use congbao::source::Span;
use std::fmt::Write;
use std::io::Read;
use std::path::Path;

/// Bytes of the texts made by rule.
const MADE: usize = 8_000_000;

/// The texts of all paths; without any, texts made by rule.
///
/// # Errors
/// A path that cannot be read, a line that is no text, no text at all.
pub fn read(paths: &[String]) -> Result<Vec<String>> {
    if paths.is_empty() {
        return Ok(made(MADE));
    }
    let mut texts = Vec::new();
    for path in paths {
        add(path.as_ref(), &mut texts).with_context(|| path.clone())?;
    }
    ensure!(!texts.is_empty(), "no text in {paths:?}");
    Ok(texts)
}

fn add(path: &Path, texts: &mut Vec<String>) -> Result<()> {
    if path.is_dir() {
        let entries: std::io::Result<Vec<_>> =
            std::fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut entries = entries?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(entry, texts));
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    match extension.as_str() {
        "md" | "txt" => texts.push(std::fs::read_to_string(path)?),
        "jsonl" => add_lines(&std::fs::read_to_string(path)?, texts)?,
        _ if path.as_os_str() == "-" => {
            let mut lines = String::new();
            std::io::stdin().read_to_string(&mut lines)?;
            add_lines(&lines, texts)?;
        }
        _ => {}
    }
    Ok(())
}

fn add_lines(lines: &str, texts: &mut Vec<String>) -> Result<()> {
    for (number, line) in (1..).zip(lines.lines()) {
        let value: serde_json::Value = serde_json::from_str(line).with_context(|| format!("line {number}"))?;
        texts.push(value["text"].as_str().with_context(|| format!("line {number}: no \"text\""))?.to_owned());
    }
    Ok(())
}

/// Real prose of the five directives with made citations between, the same on every machine.
fn made(bytes: usize) -> Vec<String> {
    let paragraphs: Vec<&str> = include_str!("../paragraphs.txt").lines().collect();
    let mut state = 1_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut texts = Vec::new();
    let mut total = 0;
    while total < bytes {
        let mut text = String::new();
        while text.len() < 18_000 {
            text.push_str(paragraphs[draw(paragraphs.len())]);
            text.push_str("\n\n");
            let (number, year, day, month) = (1 + draw(3000), 1995 + draw(30), 1 + draw(28), 1 + draw(12));
            let _ = match draw(4) {
                0 => writeln!(
                    text,
                    "Căn cứ Nghị định số {number}/{year}/NĐ-CP ngày {day}/{month}/{year} của Chính phủ;\n"
                ),
                1 => writeln!(
                    text,
                    "Sửa đổi, bổ sung điểm a khoản 2 Điều 5 của Thông tư số {number}/{year}/TT-BGDĐT ngày {day:02} tháng \
                     {month} năm {year} của Bộ trưởng Bộ Giáo dục và Đào tạo.\n"
                ),
                2 => writeln!(
                    text,
                    "Thực hiện Kế hoạch số {number}/KH-UBND ngày {day}/{month}/{year} của Ủy ban nhân dân tỉnh Lào Cai và \
                     các Quyết định số {day}/QĐ-TTg, số {month}/QĐ-TTg.\n"
                ),
                _ => writeln!(text, "theo Luật Giáo dục số {month}/{year}/QH14 và Nghị quyết số {day}-NQ/TW.\n"),
            };
        }
        total += text.len();
        texts.push(text);
    }
    texts
}

/// A stretch of a text as one flow.
pub fn flow(piece: &str, start: usize) -> Flow {
    let run = FlowRun { flat: Span::new(0, piece.len()), source: Span::new(start, start + piece.len()) };
    Flow { section: 0, text: piece.to_owned(), runs: vec![run] }
}
