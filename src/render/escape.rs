//! Text → text that is safe inside HTML, in elements and in quoted attributes.

/// Writes `text` with `&`, `<`, `>`, `"` and `'` escaped, the stretches between them in one piece.
///
/// # Errors
/// Those of `out`.
pub fn escape_into(text: &str, out: &mut (impl std::io::Write + ?Sized)) -> std::io::Result<()> {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.write_all(&bytes[written..at])?;
        out.write_all(escaped.as_bytes())?;
        written = at + 1;
    }
    out.write_all(&bytes[written..])
}

/// The escaped text.
pub fn escaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len() + 16);
    escape_into(text, &mut bytes).expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("escaping keeps text text")
}
