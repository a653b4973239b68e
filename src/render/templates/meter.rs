//! Counts what the templates of a site do while they make one page, and stops them at a limit: a loop in a loop in a
//! loop would go on for hours and fill the disk. What counts are steps and bytes, never seconds, so that a site that
//! builds on one machine builds on all.
//!
//! In: the questions that [`super::metered`] puts into templates. Out: an error of the engine at the first limit, and
//! where that was.

use super::metered::{LOOP, PART, TEXT, VALUE};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

/// Rounds of loops and parts for one page. The largest page of a site of 100,000 documents has some ten thousand.
pub(super) const MOST_STEPS: u64 = 4_000_000;
/// Bytes that the templates move for one page: what they put out, what they keep, the text between their tags once for
/// each round of a loop.
pub(super) const MOST_BYTES: u64 = 1 << 30;
/// Bytes of one page, beside the text of its document.
pub(super) const LARGEST_PAGE: u64 = 64 << 20;
/// Bytes of a value that a template keeps.
const LARGEST_VALUE: u64 = 64 << 20;
/// Lists within lists.
const DEEPEST_VALUE: usize = 64;

/// A limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    Steps,
    Bytes,
}

/// One page under way.
#[derive(Debug, Default)]
struct Count {
    steps: u64,
    bytes: u64,
    /// The place that asked last.
    last: Option<usize>,
    reached: Option<Limit>,
}

/// The counts of the pages under way. A page is made by one thread from begin to end, and the engine hands no value
/// of ours to the functions that it calls: the thread tells the pages apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter {
    counts: Arc<Mutex<HashMap<ThreadId, Count>>>,
}

impl Meter {
    /// A page begins.
    pub fn begin(&self) {
        self.with(|count| *count = Count::default());
    }

    /// It ends: the limit that was reached, and the place that asked last.
    pub fn end(&self) -> (Option<Limit>, Option<usize>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&thread::current().id()).map_or((None, None), |count| (count.reached, count.last))
    }

    fn with<T>(&self, ask: impl FnOnce(&mut Count) -> T) -> T {
        // No count is ever left half changed.
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        ask(counts.entry(thread::current().id()).or_default())
    }

    fn count(&self, place: Option<usize>, steps: u64, bytes: u64) -> TeraResult<()> {
        self.with(|count| {
            count.last = place.or(count.last);
            count.steps = count.steps.saturating_add(steps);
            count.bytes = count.bytes.saturating_add(bytes);
            let limits = [(Limit::Steps, count.steps > MOST_STEPS), (Limit::Bytes, count.bytes > MOST_BYTES)];
            let over = limits.into_iter().find(|(_, over)| *over).map(|(limit, _)| limit);
            count.reached = count.reached.or(over);
            if count.reached.is_some() { Err(too_much()) } else { Ok(()) }
        })
    }

    /// One value is larger than any page.
    fn refuse(&self, place: Option<usize>) -> TeraResult<()> {
        self.count(place, 0, MOST_BYTES + 1)
    }

    /// Makes the questions known to the engine.
    pub fn register(&self, tera: &mut Tera) {
        let place = |arguments: &Kwargs| arguments.get::<usize>("at");
        let meter = self.clone();
        tera.register_filter(LOOP, move |value: Value, arguments: Kwargs, _: &State| {
            let rounds = value.as_str().map_or(value.len().unwrap_or_default(), str::len) as u64;
            let body = arguments.get::<u64>("body")?.unwrap_or_default();
            // A loop without a round is a step as well.
            meter.count(place(&arguments)?, rounds.saturating_add(1), rounds.saturating_mul(body)).map(|()| value)
        });
        let meter = self.clone();
        tera.register_filter(TEXT, move |value: Value, arguments: Kwargs, _: &State| {
            if value.is_undefined() {
                // The engine says it better when it meets the value itself.
                return Err(Error::message("undefined"));
            }
            meter.weigh(place(&arguments)?, &value).map(|()| value)
        });
        let meter = self.clone();
        tera.register_filter(VALUE, move |value: Value, arguments: Kwargs, _: &State| {
            meter.weigh(place(&arguments)?, &value).map(|()| value)
        });
        let meter = self.clone();
        tera.register_function(PART, move |arguments: Kwargs, _: &State| {
            meter.count(place(&arguments)?, 1, 0).map(|()| Value::safe_string(""))
        });
        self.register_growing(tera);
    }

    fn weigh(&self, place: Option<usize>, value: &Value) -> TeraResult<()> {
        match weight(value, LARGEST_VALUE, DEEPEST_VALUE) {
            Some(left) => self.count(place, 0, LARGEST_VALUE - left),
            None => self.refuse(place),
        }
    }

    /// The engine's filters whose result is as long as two texts multiplied, as the engine has them, but for what is
    /// refused.
    fn register_growing(&self, tera: &mut Tera) {
        let meter = self.clone();
        tera.register_filter("replace", move |value: StringInput, arguments: Kwargs, state: &State| {
            let from = arguments.must_get::<&str>("from")?;
            let to = arguments.must_get::<StringInput>("to")?;
            let safe = state.autoescaping_enabled() && (value.is_safe() || to.is_safe());
            let (value, to) = match safe {
                true => (value.rendered(state)?, to.rendered(state)?),
                false => (value.as_str().into(), to.as_str().into()),
            };
            let added = (value.matches(from).count() as u64).saturating_mul(to.len() as u64);
            if added > LARGEST_VALUE {
                meter.refuse(None)?;
            }
            meter.count(None, 0, added)?;
            let replaced = value.replace(from, &to);
            Ok::<Value, Error>(if safe { Value::safe_string(&replaced) } else { Value::from(replaced) })
        });
        let meter = self.clone();
        tera.register_filter("join", move |values: &[Value], arguments: Kwargs, state: &State| {
            let separator = arguments.get::<StringInput>("sep")?;
            let is_safe = |value: &Value| value.is_string() && value.is_safe();
            let safe = state.autoescaping_enabled()
                && (values.iter().any(is_safe) || separator.as_ref().is_some_and(StringInput::is_safe));
            let between = match &separator {
                Some(text) if safe => text.rendered(state)?.into_owned(),
                Some(text) => text.as_str().to_owned(),
                None => String::new(),
            };
            let mut joined = String::new();
            for (nth, value) in values.iter().enumerate() {
                meter.weigh(None, value)?;
                meter.count(None, 1, between.len() as u64)?;
                if joined.len() as u64 > LARGEST_VALUE {
                    meter.refuse(None)?;
                }
                if nth > 0 {
                    joined.push_str(&between);
                }
                match safe {
                    true if value.is_undefined() => {}
                    true => joined.push_str(&state.escape_if_needed(value)?),
                    false => joined.push_str(&value.to_string()),
                }
            }
            Ok::<Value, Error>(if safe { Value::safe_string(&joined) } else { Value::from(joined) })
        });
    }
}

/// What is left of `budget` bytes when `value` is written out; `None`: nothing, or it is nested too deep.
fn weight(value: &Value, budget: u64, depth: usize) -> Option<u64> {
    let depth = depth.checked_sub(1)?;
    if let Some(text) = value.as_str() {
        return budget.checked_sub(text.len() as u64);
    }
    if let Some(bytes) = value.as_bytes() {
        return budget.checked_sub(bytes.len() as u64);
    }
    let budget = budget.checked_sub(16)?;
    if let Some(values) = value.as_array() {
        return values.iter().try_fold(budget, |budget, value| weight(value, budget, depth));
    }
    match value.as_map() {
        Some(map) => map.iter().try_fold(budget, |budget, (key, value)| {
            weight(value, budget.checked_sub(key.as_str().map_or(16, str::len) as u64)?, depth)
        }),
        None => Some(budget),
    }
}

fn too_much() -> Error {
    Error::message("too much")
}

/// Takes the bytes of a page as long as they are few enough.
pub(super) struct Bounded<'a> {
    bytes: &'a mut Vec<u8>,
    left: usize,
    /// More came.
    pub is_full: bool,
}

impl<'a> Bounded<'a> {
    pub fn new(bytes: &'a mut Vec<u8>, limit: usize) -> Self {
        Self { bytes, left: limit, is_full: false }
    }
}

impl Write for Bounded<'_> {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(part.len()) {
            Some(left) => {
                self.left = left;
                self.bytes.extend_from_slice(part);
                Ok(part.len())
            }
            None => {
                self.is_full = true;
                Err(io::ErrorKind::FileTooLarge.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
