//! How the citing document treats the work: from the words before the citation. In: folded text, the sentence, the
//! citations before. Out: the [`Relation`] and the trigger's places.

use super::folded::Folded;
use crate::content::front_matter::Relation;
use crate::text::name_key;
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// Words that announce a relation. The longest that fits counts; words near the end only keep a longer reading from
/// being cut short.
const TRIGGERS: [(&str, Relation); 42] = [
    ("căn cứ", Relation::Basis),
    ("căn cứ vào", Relation::Basis),
    ("thực hiện", Relation::Implements),
    ("triển khai", Relation::Implements),
    ("triển khai thực hiện", Relation::Implements),
    ("tiếp tục thực hiện", Relation::Implements),
    ("tiếp tục triển khai thực hiện", Relation::Implements),
    ("tổ chức thực hiện", Relation::Implements),
    ("tổ chức triển khai thực hiện", Relation::Implements),
    ("quán triệt", Relation::Implements),
    ("quán triệt thực hiện", Relation::Implements),
    ("cụ thể hóa", Relation::Implements),
    ("thi hành", Relation::Implements),
    ("hướng dẫn", Relation::Guides),
    ("hướng dẫn thực hiện", Relation::Guides),
    ("hướng dẫn thi hành", Relation::Guides),
    ("quy định chi tiết", Relation::Guides),
    ("quy định chi tiết thi hành", Relation::Guides),
    ("quy định chi tiết và hướng dẫn thi hành", Relation::Guides),
    ("sửa đổi", Relation::Amends),
    ("bổ sung", Relation::Amends),
    ("sửa đổi, bổ sung", Relation::Amends),
    ("sửa đổi và bổ sung", Relation::Amends),
    ("thay thế", Relation::Replaces),
    ("bãi bỏ", Relation::Repeals),
    ("hủy bỏ", Relation::Repeals),
    ("đính chính", Relation::Corrects),
    ("theo", Relation::Cites),
    ("theo quy định tại", Relation::Cites),
    ("quy định tại", Relation::Cites),
    ("phê duyệt tại", Relation::Cites),
    ("phê duyệt theo", Relation::Cites),
    ("ban hành kèm theo", Relation::Cites),
    ("ban hành tại", Relation::Cites),
    ("thay thế bởi", Relation::Cites),
    ("thay thế bằng", Relation::Cites),
    ("bãi bỏ bởi", Relation::Cites),
    ("sửa đổi bởi", Relation::Cites),
    ("sửa đổi, bổ sung bởi", Relation::Cites),
    ("sửa đổi, bổ sung tại", Relation::Cites),
    ("sửa đổi, bổ sung theo", Relation::Cites),
    ("nêu tại", Relation::Cites),
];

/// Farthest that a trigger reaches over other words up to a colon, in places; a list may be introduced at length.
const WIDE: usize = 220;
/// Farthest that "thực hiện" reaches within a clause.
const MIDDLE: usize = 110;
/// Farthest that the words of amending and guiding reach: "sửa đổi, bổ sung một số điều của".
const NARROW: usize = 70;

static AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(TRIGGERS.iter().map(|(words, _)| super::folded::pattern(words)))
        .expect("a small fixed set of patterns")
});

/// All triggers of one flow.
#[derive(Debug)]
pub struct Triggers {
    found: Vec<(Range<usize>, Relation)>,
}

/// A citation as this stage needs it.
#[derive(Clone, Debug)]
pub struct Cited {
    /// From its first pinpoint to the end of its issuer.
    pub places: Range<usize>,
    /// The sentence it stands in, as places.
    pub sentence: Range<usize>,
}

/// A relation and its trigger.
pub type Found = (Relation, Option<Range<usize>>);

impl Triggers {
    /// Finds them in one pass.
    pub fn new(folded: &Folded<'_>) -> Self {
        let found = AUTOMATON
            .find_iter(&folded.bytes)
            .filter(|hit| !folded.is_word(hit.start().wrapping_sub(1)) && !folded.is_word(hit.end()))
            .map(|hit| (hit.start()..hit.end(), TRIGGERS[hit.pattern().as_usize()]))
            .filter(|(places, (words, _))| spelled(folded, places, words))
            .map(|(places, (_, relation))| (places.clone(), passive(folded, &places, relation)))
            .collect();
        Self { found }
    }

    /// The relations of all citations of the flow, in order.
    pub fn relations(&self, folded: &Folded<'_>, cited: &[Cited]) -> Vec<Found> {
        let mut relations: Vec<Found> = Vec::with_capacity(cited.len());
        // What a list goes on with: the relation of the last citation that was not named inside another one's title.
        let mut carried = Carried::default();
        for (index, citation) in cited.iter().enumerate() {
            let previous = index.checked_sub(1).map(|at| &cited[at]).filter(|it| it.sentence == citation.sentence);
            if previous.is_none() {
                carried = Carried::default();
            }
            let start = citation.places.start;
            let from = previous.map_or(citation.sentence.start, |previous| previous.places.end);
            let found = match self.nearest(from..start) {
                Some((trigger, relation)) if reaches(folded, trigger, relation, start) => {
                    let nested = previous.is_some() && in_title(folded, from..trigger.start);
                    let found = (relation, Some(trigger.clone()));
                    if !nested {
                        let listed = folded.bytes[trigger.end..start].contains(&b':');
                        carried = Carried { found: found.clone(), across_semicolons: goes_far(relation) || listed };
                    }
                    (!nested || relation == Relation::Cites).then_some(found)
                }
                Some(_) => None,
                None => previous.and_then(|_| carried.on(folded, start)),
            };
            relations.push(found.unwrap_or((Relation::Cites, None)));
        }
        relations
    }

    /// The last trigger inside `gap`.
    fn nearest(&self, gap: Range<usize>) -> Option<(&Range<usize>, Relation)> {
        let next = self.found.partition_point(|(places, _)| places.end <= gap.end);
        let (places, relation) = self.found.get(next.checked_sub(1)?)?;
        (places.start >= gap.start).then_some((places, *relation))
    }
}

/// Marks count where the text has any: "cần cù" is not "căn cứ".
fn spelled(folded: &Folded<'_>, places: &Range<usize>, words: &str) -> bool {
    let written = folded.slice(places.start, places.end);
    let lower = |(c, wanted): (char, char)| c == wanted || c.to_lowercase().eq([wanted]);
    written.is_ascii()
        // Nearly always so; keys are dear.
        || written.len() == words.len() && written.chars().zip(words.chars()).all(lower)
        || name_key(written) == name_key(words)
}

/// "được thay thế …", "bị bãi bỏ …": the work that follows is the one that acts.
fn passive(folded: &Folded<'_>, places: &Range<usize>, relation: Relation) -> Relation {
    let end = folded.skip_space_back(places.start);
    let word = &folded.bytes[folded.word_start(end)..end];
    let acts = matches!(relation, Relation::Amends | Relation::Replaces | Relation::Repeals | Relation::Corrects);
    if acts && matches!(word, b"duoc" | b"bi") { Relation::Cites } else { relation }
}

/// The relation of a list, for its next item.
struct Carried {
    found: Found,
    /// "Bãi bỏ: A; B; C" goes on over semicolons; "sửa đổi, bổ sung một số điều của A; B" does not.
    across_semicolons: bool,
}

impl Default for Carried {
    fn default() -> Self {
        Self { found: (Relation::Cites, None), across_semicolons: false }
    }
}

impl Carried {
    /// What it means for the citation at `start`: "…; Kết luận số", "… và Chỉ thị số".
    fn on(&self, folded: &Folded<'_>, start: usize) -> Option<Found> {
        let end = folded.skip_space_back(start);
        let word = &folded.bytes[folded.word_start(end)..end];
        let goes_on = match folded.before(end) {
            b';' => self.across_semicolons,
            b',' => true,
            _ => matches!(word, b"va" | b"hoac" | b"cac" | b"cung" | b"so"),
        };
        goes_on.then(|| self.found.clone())
    }
}

/// Relations whose lists run over semicolons.
const fn goes_far(relation: Relation) -> bool {
    matches!(relation, Relation::Implements | Relation::Replaces | Relation::Repeals | Relation::Basis)
}

/// Whether the trigger's clause still holds at `citation`.
fn reaches(folded: &Folded<'_>, trigger: &Range<usize>, relation: Relation, citation: usize) -> bool {
    let gap = &folded.bytes[trigger.end..citation];
    if gap.contains(&b';') || gap.ends_with(b" ngay ") {
        return false;
    }
    let colon = gap.iter().rposition(|byte| *byte == b':');
    let rest = &gap[colon.map_or(0, |at| at + 1)..];
    match relation {
        // The legal basis stands at the head of its clause; "căn cứ vào quy định của …" inside one refers.
        Relation::Basis => folded.is_upper(trigger.start) && gap.len() <= NARROW,
        Relation::Cites => gap.len() <= WIDE,
        _ if rest.contains(&b',') => false,
        _ if colon.is_some() => gap.len() <= WIDE,
        Relation::Implements => gap.len() <= MIDDLE,
        _ => gap.len() <= NARROW,
    }
}

/// Whether a trigger after an earlier citation belongs to that work's title: "Kế hoạch 84/KH-UBND … về việc thực hiện",
/// "Nghị định … của Chính phủ quy định chi tiết". A sign or "và" in between begins a new predicate.
fn in_title(folded: &Folded<'_>, gap: Range<usize>) -> bool {
    let bytes = &folded.bytes[gap];
    let joined = bytes.ends_with(b" va ") || bytes.ends_with(b", ") || bytes.ends_with(b" de ");
    !joined && !bytes.iter().any(|byte| matches!(byte, b';' | b':' | b'.' | b')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Citations are written `[…]` in the cases.
    fn relations(text: &str) -> Vec<(Relation, Option<String>)> {
        let folded = Folded::new(text);
        let mut cited = Vec::new();
        let mut start = 0;
        for (place, byte) in folded.bytes.iter().enumerate() {
            match byte {
                b'[' => start = place,
                b']' => cited.push(Cited { places: start..place + 1, sentence: 0..folded.len() }),
                _ => {}
            }
        }
        let found = Triggers::new(&folded).relations(&folded, &cited);
        found.into_iter().map(|(kind, at)| (kind, at.map(|at| folded.slice(at.start, at.end).to_owned()))).collect()
    }

    #[test]
    fn relations_of_the_words_around() {
        use Relation::{Amends, Basis, Cites, Corrects, Guides, Implements, Repeals, Replaces};
        for (text, expected) in [
            ("Căn cứ [Luật A];", &[(Basis, "Căn cứ")][..]),
            ("xử lý căn cứ vào quy định của [Luật A]", &[(Cites, "")]),
            ("quán triệt thực hiện nghiêm túc [QĐ 1] của Bộ", &[(Implements, "quán triệt thực hiện")]),
            (
                "thực hiện các nghị quyết, đề án: [NQ 1]; [KL 2]; [NQ 3]",
                &[(Implements, "thực hiện"), (Implements, "thực hiện"), (Implements, "thực hiện")],
            ),
            ("thực hiện [KH 84] về việc thực hiện [NQ 63] về đổi mới", &[(Implements, "thực hiện"), (Cites, "")]),
            (
                "Thông tư này hướng dẫn thi hành [NĐ 1] quy định chi tiết [Luật 2]",
                &[(Guides, "hướng dẫn thi hành"), (Cites, "")],
            ),
            (
                "Sửa đổi, bổ sung một số điều của [NĐ 1] và [NĐ 2]; [NĐ 3]",
                &[(Amends, "Sửa đổi, bổ sung"), (Amends, "Sửa đổi, bổ sung"), (Cites, "")],
            ),
            (
                "thay thế [QĐ 1] và bãi bỏ [QĐ 2]; [QĐ 3]",
                &[(Replaces, "thay thế"), (Repeals, "bãi bỏ"), (Repeals, "bãi bỏ")],
            ),
            ("[NĐ 1] được sửa đổi, bổ sung bởi [NĐ 2]", &[(Cites, ""), (Cites, "sửa đổi, bổ sung bởi")]),
            ("[NĐ 1] được thay thế, [NĐ 2]", &[(Cites, ""), (Cites, "thay thế")]),
            ("Đính chính [QĐ 1]", &[(Corrects, "Đính chính")]),
            ("thực hiện việc chi trả theo [TT 1]", &[(Cites, "theo")]),
            ("đã thực hiện chuyển nhượng trước ngày [NĐ 1]", &[(Cites, "")]),
            ("cần cù lao động; [NĐ 1]", &[(Cites, "")]),
            ("triển khai kế hoạch; phổ biến [NĐ 1]", &[(Cites, "")]),
        ] {
            let found = relations(text);
            let found: Vec<_> = found.iter().map(|(kind, at)| (*kind, at.as_deref().unwrap_or(""))).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
