//! The words of a page without any look at what they are, to count them apart from the reader.
//!
//! In: a page. Out: all text that no script, style sheet or title is.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

/// Elements that part no words.
const INLINE: [&str; 20] = [
    "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "sup", "sub", "span", "font", "a", "small", "big",
    "mark", "abbr", "wbr", "code",
];

#[derive(Default)]
struct Words {
    text: String,
    /// Inside an element that has no words.
    mute: bool,
}

struct Collector(RefCell<Words>);

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut words = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if !words.mute => words.text.push_str(&text),
            Token::TagToken(tag) => {
                let name: &str = &tag.name;
                if !INLINE.contains(&name) {
                    words.text.push(' ');
                }
                let opens = tag.kind == TagKind::StartTag && !tag.self_closing;
                if matches!(name, "script" | "style" | "noscript" | "iframe" | "title" | "textarea") {
                    words.mute = opens;
                    return match (opens, name) {
                        (true, "script") => TokenSinkResult::RawData(RawKind::ScriptData),
                        (true, "title" | "textarea") => TokenSinkResult::RawData(RawKind::Rcdata),
                        (true, _) => TokenSinkResult::RawData(RawKind::Rawtext),
                        _ => TokenSinkResult::Continue,
                    };
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The words of the page.
pub(in crate::import) fn text(page: &str) -> String {
    let tokenizer = Tokenizer::new(Collector(RefCell::default()), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(page));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner().text
}
