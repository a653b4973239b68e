//! Colours, as far as they decide whether something is seen: white, or not.
//!
//! In: operators of ISO 32000-1, 8.6. Out: [`Paint`].

use lopdf::{Dictionary, Document, Object};

/// A colour, and how the numbers of its space mix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    space: Space,
    white: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Space {
    /// Grey, red-green-blue: all on is white.
    Light,
    /// Cyan-magenta-yellow-black and single inks: all off is white.
    Ink,
    /// Patterns, tables of colours: nothing is said to be white.
    Other,
}

/// Lighter than this nobody reads on white paper.
const WHITE: f32 = 0.95;

impl Paint {
    pub(super) const BLACK: Self = Self { space: Space::Light, white: false };

    pub(super) const fn is_white(self) -> bool {
        self.white
    }

    /// The colour after an operator that sets it, `g`, `rg`, `k`, `sc`, `scn` (or those for strokes in lower case).
    pub(super) fn set(self, operator: &str, numbers: &[f32]) -> Self {
        let space = match operator {
            "g" | "rg" => Space::Light,
            "k" => Space::Ink,
            _ => self.space,
        };
        let white = !numbers.is_empty()
            && match space {
                Space::Light => numbers.iter().all(|number| *number >= WHITE),
                Space::Ink => numbers.iter().all(|number| *number <= 1.0 - WHITE),
                Space::Other => false,
            };
        Self { space, white }
    }

    /// The first colour of a space, which is never white.
    pub(super) fn in_space(document: &Document, name: &Object, resources: &[&Dictionary]) -> Self {
        let space = name.as_name().ok().map_or(Space::Other, |name| match name {
            b"DeviceGray" | b"DeviceRGB" | b"CalGray" | b"CalRGB" => Space::Light,
            b"DeviceCMYK" => Space::Ink,
            name => resources
                .iter()
                .find_map(|resources| {
                    let spaces = resources.get_deref(b"ColorSpace", document).and_then(Object::as_dict).ok()?;
                    spaces.get_deref(name, document).ok()
                })
                .map_or(Space::Other, |space| described(document, space)),
        });
        Self { space, white: false }
    }
}

fn described(document: &Document, space: &Object) -> Space {
    let Ok(parts) = space.as_array() else { return Space::Other };
    match parts.first().and_then(|name| name.as_name().ok()) {
        Some(b"CalGray" | b"CalRGB") => Space::Light,
        Some(b"Separation" | b"DeviceN") => Space::Ink,
        Some(b"ICCBased") => {
            let profile = parts.get(1).and_then(|profile| document.dereference(profile).ok());
            let profile = profile.and_then(|(_, profile)| profile.as_stream().ok());
            match profile.and_then(|profile| profile.dict.get_deref(b"N", document).and_then(Object::as_i64).ok()) {
                Some(4) => Space::Ink,
                Some(1 | 3) => Space::Light,
                _ => Space::Other,
            }
        }
        _ => Space::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_in_every_space() {
        for (operator, numbers, white) in [
            ("g", &[1.0][..], true),
            ("g", &[0.0], false),
            ("rg", &[1.0, 1.0, 1.0], true),
            ("rg", &[1.0, 1.0, 0.0], false),
            ("k", &[0.0, 0.0, 0.0, 0.0], true),
            ("k", &[0.0, 0.0, 0.0, 1.0], false),
            ("scn", &[], false),
        ] {
            assert_eq!(Paint::BLACK.set(operator, numbers).is_white(), white, "{operator} {numbers:?}");
        }
    }
}
