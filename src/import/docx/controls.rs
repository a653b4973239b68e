//! Content controls (`w:sdt`): what a template lets a person fill in.
//!
//! In: their elements. Out: whether the words inside are a prompt, a tick, or a list of contents that Word made.

use crate::foreign::xml::Element;

#[derive(Default)]
struct Control {
    /// Its words are the prompt: nobody filled it in.
    prompt: bool,
    /// The prompt was met.
    met: bool,
    contents: bool,
    tick: Option<bool>,
}

/// All open controls, the innermost last.
#[derive(Default)]
pub(super) struct Controls {
    open: Vec<Control>,
    /// Inside the properties of one.
    in_properties: bool,
    contents: usize,
    prompts: usize,
}

impl Controls {
    pub(super) fn open(&mut self) {
        self.open.push(Control::default());
    }

    /// The end of a control; whether it had a prompt that stood nowhere.
    pub(super) fn close(&mut self) -> bool {
        let Some(control) = self.open.pop() else { return false };
        self.contents -= usize::from(control.contents);
        self.prompts -= usize::from(control.prompt);
        control.prompt && !control.met
    }

    pub(super) fn properties(&mut self, begin: bool) {
        self.in_properties = begin;
    }

    /// Takes an element of the properties; `false`: the reader is not in any.
    pub(super) fn take(&mut self, element: &Element<'_>) -> bool {
        let Some(control) = self.open.last_mut().filter(|_| self.in_properties) else { return false };
        match element.name.as_str() {
            "showingPlcHdr" if element.is_on() && !control.prompt => {
                control.prompt = true;
                self.prompts += 1;
            }
            "docPartGallery" if !control.contents && element.value().is_some_and(|name| name.contains("Contents")) => {
                control.contents = true;
                self.contents += 1;
            }
            "checkbox" => control.tick = control.tick.or(Some(false)),
            "checked" if control.tick.is_some() => control.tick = Some(element.is_on()),
            _ => {}
        }
        true
    }

    /// Whether the reader is in a list of contents.
    pub(super) const fn is_contents(&self) -> bool {
        self.contents > 0
    }

    /// The words of the innermost control look like its prompt: some programs do not say so in its properties.
    pub(super) fn is_unfilled(&mut self) {
        if let Some(control) = self.open.last_mut().filter(|control| !control.prompt && control.tick.is_none()) {
            control.prompt = true;
            self.prompts += 1;
        }
    }

    /// Whether the reader is in a prompt.
    pub(super) const fn is_prompt(&self) -> bool {
        self.prompts > 0
    }

    /// Whether words are a prompt; and whether these are its first.
    pub(super) fn prompt(&mut self) -> Option<bool> {
        if self.prompts == 0 {
            return None;
        }
        let first = self.open.iter().all(|control| !control.met);
        self.open.iter_mut().filter(|control| control.prompt).for_each(|control| control.met = true);
        Some(first)
    }

    /// Whether the box that the reader is in is ticked.
    pub(super) fn tick(&self) -> Option<bool> {
        self.open.last().and_then(|control| control.tick)
    }
}
