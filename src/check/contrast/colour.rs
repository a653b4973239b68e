//! Colours as a style sheet writes them, and how far apart two are.
//!
//! In: the value of a property: `#rgb`, `#rrggbb`, with opacity as well, `rgb()`, `hsl()`, `black`, `white`. Out:
//! [`Colour`], the ratio of WCAG 2.2 ("contrast ratio", "relative luminance").

use std::fmt;

/// A colour of the sRGB space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Colour {
    rgb: [u8; 3],
    /// 255: nothing shines through.
    opacity: u8,
}

impl Colour {
    const BLACK: Self = Self { rgb: [0; 3], opacity: 255 };
    const WHITE: Self = Self { rgb: [255; 3], opacity: 255 };

    /// The colour that `value` is; `None` where it is written in another way.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let value = value.trim().to_ascii_lowercase();
        match value.as_str() {
            "black" => return Some(Self::BLACK),
            "white" => return Some(Self::WHITE),
            _ => {}
        }
        if let Some(digits) = value.strip_prefix('#') {
            return Self::of_digits(digits);
        }
        let (function, rest) = value.split_once('(')?;
        let parts: Vec<&str> = rest.strip_suffix(')')?.split([',', '/', ' ']).filter(|part| !part.is_empty()).collect();
        let [first, second, third, ref opacity @ ..] = parts[..] else { return None };
        let opacity = match opacity {
            [] => 255,
            [opacity] => share(opacity, 1.0).map(byte)?,
            _ => return None,
        };
        let rgb = match function {
            "rgb" | "rgba" => {
                let [red, green, blue] = [first, second, third].map(|part| share(part, 255.0).map(byte));
                [red?, green?, blue?]
            }
            "hsl" | "hsla" => {
                let hue: f64 = first.trim_end_matches("deg").parse().ok()?;
                of_hue(hue, share(second, 100.0)?, share(third, 100.0)?)
            }
            _ => return None,
        };
        Some(Self { rgb, opacity })
    }

    fn of_digits(digits: &str) -> Option<Self> {
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let width = match digits.len() {
            3 | 4 => 1,
            6 | 8 => 2,
            _ => return None,
        };
        let number = |nth: usize| {
            let part = digits.get(nth * width..(nth + 1) * width)?;
            u8::from_str_radix(part, 16).ok().map(|value| if width == 1 { value * 17 } else { value })
        };
        Some(Self { rgb: [number(0)?, number(1)?, number(2)?], opacity: number(3).unwrap_or(255) })
    }

    /// As it is seen on `ground`.
    pub(super) fn over(self, ground: Self) -> Self {
        Self { rgb: mixed(self.rgb, ground.rgb, f64::from(self.opacity) / 255.0), opacity: 255 }
    }

    /// The contrast ratio: 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let [one, two] = [self.luminance(), other.luminance()];
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.rgb.map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The nearest of the same hue that is far enough from `ground`: towards black or white, whichever is farther.
    pub(super) fn away_from(self, ground: Self, needed: f64) -> Self {
        const STEPS: u32 = 50;
        let end = if ground.contrast(Self::BLACK) >= ground.contrast(Self::WHITE) { Self::BLACK } else { Self::WHITE };
        let step = |step: u32| Self { rgb: mixed(end.rgb, self.rgb, f64::from(step) / f64::from(STEPS)), opacity: 255 };
        (1..=STEPS).map(step).find(|colour| colour.contrast(ground) >= needed).unwrap_or(end)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.rgb;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A number, or a percentage, of `whole`: 0 to 1.
fn share(written: &str, whole: f64) -> Option<f64> {
    let value: f64 = match written.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok()? / 100.0,
        None => written.parse::<f64>().ok()? / whole,
    };
    value.is_finite().then(|| value.clamp(0.0, 1.0))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is between 0 and 1")]
fn byte(share: f64) -> u8 {
    (share * 255.0).round() as u8
}

/// `share` of the first, the rest of the second.
fn mixed(first: [u8; 3], second: [u8; 3], share: f64) -> [u8; 3] {
    let mix = |nth: usize| byte((f64::from(first[nth]) * share + f64::from(second[nth]) * (1.0 - share)) / 255.0);
    [mix(0), mix(1), mix(2)]
}

/// Hue in degrees, saturation and lightness from 0 to 1 (CSS Color 4, "hsl-to-rgb").
fn of_hue(hue: f64, saturation: f64, lightness: f64) -> [u8; 3] {
    let most = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|nth| {
        let at = (nth + hue / 30.0).rem_euclid(12.0);
        byte((lightness - most * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)).clamp(0.0, 1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_browsers_read_them() {
        for (written, is) in [
            ("#FFF", "#ffffff"),
            ("#8a1c1c", "#8a1c1c"),
            ("#123f", "#112233"),
            ("rgb(138, 28, 28)", "#8a1c1c"),
            ("rgb(100% 0% 50% / .5)", "#ff0080"),
            ("hsl(0deg 66% 33%)", "#8c1d1d"),
            ("hsl(210, 85%, 29%)", "#0b4a89"),
            ("White", "#ffffff"),
        ] {
            assert_eq!(Colour::parse(written).expect(written).to_string(), is, "{written}");
        }
        for unread in ["", "#", "#12", "#12345g", "red", "oklch(1 0 0)", "rgb(1 2)", "rgb(a b c)", "rgb(1 2 3", "#é12"]
        {
            assert_eq!(Colour::parse(unread), None, "{unread}");
        }
    }

    #[test]
    fn the_ratio_is_that_of_wcag() {
        let ratio = |one: &str, two: &str| {
            let [one, two] = [one, two].map(|value| Colour::parse(value).expect("a colour"));
            format!("{:.2}", one.over(two).contrast(two))
        };
        assert_eq!(ratio("#000", "#fff"), "21.00");
        assert_eq!(ratio("#777", "#fff"), "4.48");
        assert_eq!(ratio("#767676", "#fff"), "4.54");
        assert_eq!(ratio("rgb(0 0 0 / 0)", "#fff"), "1.00");
    }
}
