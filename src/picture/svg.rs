//! Writes [`Panel`]s as SVG for a page: elements with classes, no style of their own, so that the style sheet has the
//! last word in the dark, in forced colours and on paper, and a strict content security policy holds.
//!
//! The drawing is all that the page has: its links are stops of the keyboard, and each panel says what it shows.

use super::{Panel, PanelShape};
use std::fmt::Write;

/// Writes panels one below the other.
pub fn write(panels: &[Panel], out: &mut String) {
    for panel in panels {
        let (width, height) = (panel.width, panel.height);
        put(out, format_args!("<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\""));
        if !panel.label.is_empty() {
            out.push_str(" role=\"group\" aria-label=\"");
            escape(&panel.label, out);
            out.push('"');
        }
        out.push('>');
        panel.shapes.iter().for_each(|shape| draw(shape, out));
        out.push_str("</svg>\n");
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to memory does not fail");
}

fn draw(shape: &PanelShape, out: &mut String) {
    match shape {
        PanelShape::Box { class, area } => put(
            out,
            format_args!(
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\"/>",
                area.x, area.y, area.width, area.height
            ),
        ),
        PanelShape::Line { class, from, to } => put(
            out,
            format_args!(
                "<path class=\"{class}\" d=\"M{} {}{}\"/>",
                from.0,
                from.1,
                match (from.0 == to.0, from.1 == to.1) {
                    (false, true) => format!("H{}", to.0),
                    (true, false) => format!("V{}", to.1),
                    _ => format!("L{} {}", to.0, to.1),
                }
            ),
        ),
        PanelShape::Axis { pieces, years, here } => {
            out.push_str("<defs><g id=\"truc\"><path class=\"time\" d=\"");
            pieces.iter().for_each(|(from, to)| put(out, format_args!("M{from} 0H{to}")));
            years.iter().for_each(|x| put(out, format_args!("M{x}-3V3")));
            out.push_str("\"/>");
            if let Some(x) = here {
                put(out, format_args!("<path class=\"here\" d=\"M{x}-7V7\"/>"));
            }
            out.push_str("</g></defs>");
        }
        PanelShape::Track(y) => put(out, format_args!("<use href=\"#truc\" y=\"{y}\"/>")),
        PanelShape::Dot { class, at, radius } => {
            put(out, format_args!("<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>", at.0, at.1));
        }
        PanelShape::Form { class, points } => {
            put(out, format_args!("<path class=\"{class}\" d=\""));
            for (at, (x, y)) in points.iter().enumerate() {
                put(out, format_args!("{}{x} {y}", if at == 0 { 'M' } else { 'L' }));
            }
            out.push_str("Z\"/>");
        }
        PanelShape::Text { class, at, text, .. } => {
            put(out, format_args!("<text class=\"{class}\" x=\"{}\" y=\"{}\">", at.0, at.1));
            escape(text, out);
            out.push_str("</text>");
        }
        PanelShape::Link { href, hint, shapes } => {
            out.push_str("<a href=\"");
            escape(href, out);
            out.push_str("\">");
            if !hint.is_empty() {
                out.push_str("<title>");
                escape(hint, out);
                out.push_str("</title>");
            }
            shapes.iter().for_each(|shape| draw(shape, out));
            out.push_str("</a>");
        }
    }
}

/// The same letters as `render` escapes; this stage stands before it.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No letter of a name; an SVG reader stumbles over them.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}
