//! The limits for foreign files. A directive of a province has 5 to 40 pages; an appendix of tables may
//! have some hundred. Everything past these numbers is a mistake or an attack, and ends in an error that says so.

/// Bytes of the file itself. Word files with scanned appendices reach 20 MB.
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;
/// Bytes of one part of a Word file, or of one stream of a PDF, once unpacked. The text of 5,000 pages
/// has 30 MB of XML.
pub const LARGEST_PART: u64 = 96 * 1024 * 1024;
/// Bytes of all that is unpacked from one file.
pub const LARGEST_UNPACKED: u64 = 256 * 1024 * 1024;
/// Entries of a Word file's archive. Word writes about 20, one more a picture.
pub const MOST_ENTRIES: usize = 10_000;
/// Elements inside elements. Word's own deepest (a text box in a table in a text box) stays below 60.
pub const DEEPEST: usize = 256;
/// Paragraphs and lines. 1,000 full pages have 50,000 lines.
pub const MOST_PARAGRAPHS: usize = 400_000;
/// Bytes of the text read. 3,000 full pages have 8 MB.
pub const LONGEST_TEXT: usize = 8 * 1024 * 1024;
/// Pages of a PDF.
pub const MOST_PAGES: usize = 3_000;
/// Steps of drawing on all pages of a PDF. A full page of text has about 5,000.
pub const MOST_OPERATIONS: usize = 30_000_000;
/// Cells of one row, rows beyond which a "table" is refused as such and its paragraphs are kept as text.
pub const MOST_COLUMNS: usize = 64;
