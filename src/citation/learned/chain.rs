//! The references before "(sau đây gọi là …)" and which of them is named anew. In: the mentions of a flow, the place
//! where the naming begins, the short name. Out: the one mention that it can mean, or none.
//!
//! A law is cited with those that amended it: "Luật A, được sửa đổi bởi Luật số B và Luật số C (sau đây gọi là Luật
//! A)". What is introduced as amending or replacing, and what stands in another's title, is not what is named. Of what
//! is left one is meant; of several only the one whose own number or title is the short name.

use super::super::folded::Folded;
use super::super::scan::Mention;
use super::joint::{self, Joint};
use super::short::{Fit, Short, holds_title, same_title, title_of};

/// Farthest from a reference to the next one, or to the words that name it anew.
const NEAR: usize = 500;
/// Most references that are looked at: a law that ten others amended, each with its title.
const SEVERAL: usize = 32;
/// Words before the first reference that are read.
const BEFORE: usize = 160;

/// Signs that an earlier naming stands between two references (folded).
const NAMINGS: [&[u8]; 5] = [b"goi tat", b"viet tat", b"goi la", b"goi chung", b"goi rieng"];

/// What a reference does in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Role {
    /// Nothing says that it is there for another's sake.
    Head,
    /// It is said to change another, or stands in the title of one.
    Left,
    /// It changes something: left out where that is a head.
    Amends(Object),
    /// The next item after one that changes another: it may change that one, too.
    Doubtful,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Object {
    /// The reference at this index of the chain: the title goes on to it, and the name may be either's.
    Link(usize),
    /// The same in brackets.
    Aside(usize),
    /// The law of this title.
    Title(String),
    /// Something that is no reference.
    Unread,
}

/// A reference of a chain.
struct AmendmentLink<'m> {
    mention: &'m Mention,
    /// The title that it writes.
    title: Option<String>,
    role: Role,
    /// Items that semicolons or earlier namings part, counted backwards from the naming.
    item: usize,
}

/// The mention that `short` names, which begins to be named at `opening`.
pub fn antecedent<'m>(
    folded: &Folded<'_>,
    mentions: &'m [Mention],
    opening: usize,
    short: &Short,
) -> Option<&'m Mention> {
    let links = links(folded, mentions, opening);
    let chain = Chain { short, links: &links };
    let last_item = links.first().map_or(0, |link| link.item);
    let own = (0..=last_item).find_map(|item| chain.own(item));
    // "Luật A ngày …; Luật sửa đổi, bổ sung một số điều của Luật A ngày … (sau đây gọi là Luật A)": the
    // last item alone does not tell.
    own.or_else(|| (0..=last_item).find_map(|item| chain.left_over(item))).flatten()
}

/// References and the short name that one of them gets.
struct Chain<'c, 'm> {
    short: &'c Short,
    links: &'c [AmendmentLink<'m>],
}

impl<'m> Chain<'_, 'm> {
    /// The links of the last items, up to `item`, whose type is that of the short name.
    fn fitting(&self, item: usize) -> impl Iterator<Item = (&AmendmentLink<'m>, Fit)> {
        let near = self.links.iter().filter(move |link| link.item <= item);
        near.filter(|link| self.short.may_be_called(link.mention)).map(|link| (link, self.fit(link)))
    }

    fn fit(&self, link: &AmendmentLink<'m>) -> Fit {
        let changes_it = match &link.role {
            Role::Amends(Object::Link(other) | Object::Aside(other)) => {
                self.links[*other].title.as_ref().is_some_and(|title| self.short.is_title(title))
            }
            Role::Amends(Object::Title(title)) => self.short.is_in_title(title),
            Role::Amends(Object::Unread) => self.short.names_known_law(),
            _ => false,
        };
        if changes_it { Fit::Other } else { self.short.fit(link.mention, link.title.as_deref()) }
    }

    /// The one whose own number or title is the short name. `Some(None)`: several works are.
    fn own(&self, item: usize) -> Option<Option<&'m Mention>> {
        let own = || self.fitting(item).filter(|(_, fit)| *fit == Fit::Own).map(|(link, _)| link);
        let heads: Vec<&AmendmentLink<'m>> = own().filter(|link| self.is_head(link)).collect();
        let named = if heads.is_empty() { own().collect() } else { heads };
        (!named.is_empty()).then(|| one_work(&named))
    }

    /// The one that remains. `Some(None)`: several do, or what remains is something else.
    fn left_over(&self, item: usize) -> Option<Option<&'m Mention>> {
        let heads: Vec<(&AmendmentLink<'m>, Fit)> = self.fitting(item).filter(|(link, _)| self.is_head(link)).collect();
        let may_be_other = |role: &Role| matches!(role, Role::Doubtful | Role::Amends(Object::Link(_)));
        let sure = heads.iter().all(|(link, fit)| *fit != Fit::Other && !may_be_other(&link.role));
        let links: Vec<&AmendmentLink<'m>> = heads.iter().map(|(link, _)| *link).collect();
        (!links.is_empty()).then(|| one_work(&links).filter(|_| sure))
    }

    fn is_head(&self, link: &AmendmentLink<'m>) -> bool {
        let object = match &link.role {
            Role::Head | Role::Doubtful | Role::Amends(Object::Unread) => return true,
            Role::Left => return false,
            Role::Amends(object) => object,
        };
        let changed = |head: &AmendmentLink<'m>| match object {
            Object::Link(other) | Object::Aside(other) => is_one_work(head, &self.links[*other]),
            Object::Title(title) => head.title.as_deref().is_some_and(|own| holds_title(title, own)),
            Object::Unread => false,
        };
        !self.links.iter().any(|head| head.role == Role::Head && changed(head))
    }
}

/// The nearest of links that are all of one work, one with a number first.
fn one_work<'m>(links: &[&AmendmentLink<'m>]) -> Option<&'m Mention> {
    let numbered = links.iter().rev().find(|link| link.mention.number.is_some());
    let nearest = numbered.or(links.last())?;
    links.iter().all(|link| is_one_work(link, nearest)).then_some(nearest.mention)
}

/// Whether two references are of one work, as far as they tell.
fn is_one_work(a: &AmendmentLink<'_>, b: &AmendmentLink<'_>) -> bool {
    let dates = a.mention.date.zip(b.mention.date).is_none_or(|(a, b)| a.agrees_with(b));
    let works = match (&a.mention.number, &b.mention.number) {
        (Some(a), Some(b)) => a.key() == b.key(),
        _ => match (&a.title, &b.title) {
            (Some(a), Some(b)) => same_title(a, b),
            _ => std::ptr::eq(a.mention, b.mention),
        },
    };
    dates && works
}

/// The references before `opening`, in the order of the text, to the beginning of the sentence.
fn links<'m>(folded: &Folded<'_>, mentions: &'m [Mention], opening: usize) -> Vec<AmendmentLink<'m>> {
    let next = mentions.partition_point(|mention| mention.places.end <= opening);
    let mut chain: Vec<(&Mention, usize)> = Vec::new();
    let (mut until, mut item) = (opening, 0);
    for mention in mentions[..next].iter().rev().take(SEVERAL) {
        let gap = &folded.bytes[mention.tail.min(until)..until];
        if gap.len() > NEAR || ends_sentence(gap) {
            break;
        }
        item += usize::from(gap.contains(&b';') || NAMINGS.iter().any(|words| holds(gap, words)));
        chain.push((mention, item));
        until = mention.places.start;
    }
    chain.reverse();
    with_roles(folded, &chain, opening)
}

fn with_roles<'m>(folded: &Folded<'_>, chain: &[(&'m Mention, usize)], opening: usize) -> Vec<AmendmentLink<'m>> {
    let mut links: Vec<AmendmentLink<'m>> = Vec::with_capacity(chain.len());
    // Whether the references on end are those that change the one before them.
    let mut changing = false;
    for (at, (mention, item)) in chain.iter().enumerate() {
        let previous = at.checked_sub(1).map(|before| chain[before]);
        let from = match previous {
            Some((previous, _)) => previous.tail.min(mention.places.start),
            None => clause_start(folded, mention.places.start),
        };
        let same_item = previous.is_some_and(|(_, other)| other == *item);
        let joint = Joint::read(folded, from..mention.places.start);
        let title = title_of(folded, mention);
        // "Luật A số 1 và các Luật sửa đổi, bổ sung số 2, số 3"
        let nameless = joint == Joint::List && at > 0 && title.as_deref().is_some_and(names_only_changes);
        let role = match (joint, same_item) {
            _ if nameless => Role::Left,
            (Joint::ByNext, _) => Role::Left,
            (Joint::OfNext, true) => {
                if let Some(subject) = links.last_mut().filter(|subject| subject.role == Role::Head) {
                    let aside = folded.bytes[from..mention.places.start].contains(&b'(');
                    subject.role = Role::Amends(if aside { Object::Aside(at) } else { Object::Link(at) });
                }
                Role::Left
            }
            (Joint::Title, true) => Role::Left,
            (Joint::List, true) if changing => Role::Left,
            (Joint::List, false) if changing => Role::Doubtful,
            _ => Role::Head,
        };
        changing = joint == Joint::ByNext || nameless || changing && matches!(role, Role::Left | Role::Doubtful);
        links.push(AmendmentLink { mention, title, role, item: *item });
    }
    for at in 0..links.len() {
        // "Luật sửa đổi, bổ sung một số điều của Luật A số 44/2009/QH12, 74/2014/QH13": the second goes with the first.
        let bare = folded.byte(links[at].mention.places.start).is_ascii_digit();
        if let Some(Role::Amends(Object::Title(object))) = at.checked_sub(1).filter(|_| bare).map(|at| &links[at].role)
        {
            links[at].role = Role::Amends(Object::Title(object.clone()));
            continue;
        }
        let end = links.get(at + 1).map_or(opening, |next| next.mention.places.start);
        if links[at].role == Role::Head
            && let Some(object) = amended_by_itself(folded, &links[at], end)
        {
            links[at].role = Role::Amends(object);
        }
    }
    links
}

/// What a reference changes by its own words: "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục số 44/2009/QH12",
/// "Luật số 44/2009/QH12 sửa đổi, bổ sung …". `end`: where the next reference begins.
fn amended_by_itself(folded: &Folded<'_>, link: &AmendmentLink<'_>, end: usize) -> Option<Object> {
    if let Some(verb) = link.title.as_deref().and_then(after_type_word).filter(|title| begins_with_change(title)) {
        return Some(verb.split_once(" của ").map_or(Object::Unread, |(_, object)| Object::Title(object.to_owned())));
    }
    let after = link.mention.tail.min(end)..end;
    joint::changes(folded, after).then_some(Object::Unread)
}

/// "sửa đổi bổ sung một số điều …" of "bộ luật sửa đổi bổ sung một số điều …".
fn after_type_word(title: &str) -> Option<&str> {
    ["bộ luật ", "luật ", "pháp lệnh ", "nghị định ", "thông tư ", "quyết định ", "nghị quyết "]
        .iter()
        .find_map(|word| title.strip_prefix(word))
}

fn begins_with_change(title: &str) -> bool {
    ["sửa đổi", "bổ sung"].iter().any(|verb| title.starts_with(verb))
}

/// "luật sửa đổi bổ sung": it changes something and says no more.
fn names_only_changes(title: &str) -> bool {
    after_type_word(title).is_some_and(|rest| begins_with_change(rest) && !rest.contains(" của "))
}

/// Where the clause begins that stands before the first reference.
fn clause_start(folded: &Folded<'_>, place: usize) -> usize {
    let from = place.saturating_sub(BEFORE);
    let before = &folded.bytes[from..place];
    let sign = before.iter().rposition(|byte| matches!(byte, b';' | b'.' | b'!' | b'?'));
    sign.map_or(from, |offset| from + offset + 1)
}

fn ends_sentence(gap: &[u8]) -> bool {
    gap.iter()
        .enumerate()
        .any(|(at, byte)| matches!(byte, b'.' | b'!' | b'?') && gap.get(at + 1).is_none_or(|next| *next == b' '))
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}
