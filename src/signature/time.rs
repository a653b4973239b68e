//! Times as files write them.
//!
//! In: `D:20240905081500+07'00'`, `240905011500Z`, `20240905011500.5Z`. Out: seconds since 1970.

use crate::text::date::civil;

/// Vietnam's hours before Greenwich's.
const VIETNAM: i64 = 7 * 3600;

/// A time of a PDF (ISO 32000-1, 7.9.4). One without a zone is Vietnam's.
pub(super) fn of_pdf(written: &str) -> Option<u64> {
    let written = written.strip_prefix("D:").unwrap_or(written);
    let digits = written.len() - written.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (digits, zone) = written.split_at(digits);
    let part = |from: usize, to: usize| zone.get(from..to).and_then(|part| part.parse::<i64>().ok()).unwrap_or(0);
    let offset = part(1, 3) * 3600 + part(4, 6) * 60;
    let offset = match zone.chars().next() {
        Some('Z') => 0,
        Some('+') => offset,
        Some('-') => -offset,
        _ => VIETNAM,
    };
    seconds(digits, offset)
}

/// A time of a message (X.680: UTCTime, GeneralizedTime), in Greenwich's time.
pub(super) fn of_message(written: &[u8]) -> Option<u64> {
    let digits: String = written.iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    // Two digits of a year: from 1950 to 2049 (RFC 5280, 4.1.2.5.1).
    let century = match digits.len() {
        12 if digits.as_str() < "5" => "20",
        12 => "19",
        _ => "",
    };
    seconds(&format!("{century}{digits}"), 0)
}

fn seconds(digits: &str, offset: i64) -> Option<u64> {
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let day = civil(number(0, 4)?, number(4, 6)? as i8, number(6, 8)? as i8)?;
    let (hour, minute, second) =
        (number(8, 10).unwrap_or(0), number(10, 12).unwrap_or(0), number(12, 14).unwrap_or(0).min(59));
    let there = day.at(i8::try_from(hour).ok()?.min(23), i8::try_from(minute).ok()?.min(59), second as i8, 0);
    let stamp = jiff::tz::Offset::UTC.to_timestamp(there).ok()?;
    u64::try_from(stamp.as_second() - offset).ok()
}

/// The clock in Vietnam at that time.
pub(super) fn in_vietnam(seconds: u64) -> Option<jiff::civil::DateTime> {
    let stamp = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(jiff::tz::offset(7).to_datetime(stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_files() {
        for (written, there) in [
            ("D:20240831", "2024-08-31T00:00:00"),
            ("D:20240831235959", "2024-08-31T23:59:59"),
            ("D:20240831080000+07'00'", "2024-08-31T08:00:00"),
            ("D:20240831183000Z", "2024-09-01T01:30:00"),
            ("D:20240901003000+09'00'", "2024-08-31T22:30:00"),
            ("D:20240901003000-05'30'", "2024-09-01T13:00:00"),
        ] {
            let seconds = of_pdf(written).expect(written);
            assert_eq!(in_vietnam(seconds).unwrap().to_string(), there, "{written}");
        }
        for wrong in ["hôm nay", "D:2024é831", "D:20241399", ""] {
            assert_eq!(of_pdf(wrong), None, "{wrong}");
        }
        for (written, there) in [("240905011500Z", "2024-09-05T08:15:00"), ("20240905011500.5Z", "2024-09-05T08:15:00")]
        {
            assert_eq!(in_vietnam(of_message(written.as_bytes()).unwrap()).unwrap().to_string(), there);
        }
        assert_eq!(of_message(b"Z"), None);
    }
}
