//! What citations mean, kept between runs in one value of the store.
//!
//! In: what the corpus has of it. Out: bytes, and the same again.

use crate::corpus::identity::{Identity, IdentityType, Time};
use crate::corpus::{By, Doubt, KeptDocument, KeptMeaning, KeptMeanings, MeaningKeeper, Resolution, StatedWork};
use crate::store::Store;
use crate::store::codec::{Keep, Names, Reader, Writer, keep_enum, keep_struct};

/// The name of the value.
const NAME: &str = "meanings-all";

keep_struct! {
    IdentityType { key, implied }
    Identity { numbering, number, time, kind }
    StatedWork { identity, number, date, issuer, issuer_name, times_heard }
    KeptMeaning { resolution, doubt }
    KeptDocument { file, heard, dated, undated, laws, meanings }
    KeptMeanings { world, works, documents }
}

keep_enum! {
    Time { 0: InNumber, 1: Year(year), 2: Day(day), 3: Unknown }
    By { 0: Written, 1: Row, 2: Decision, 3: Document, 4: Date, 5: TitleDate, 6: Only }
    Resolution { 0: Work(work, by), 1: Ambiguous(works), 2: Own, 3: Unknown }
    Doubt {
        0: Tie, 1: Contradiction, 2: Years, 3: Conflict, 4: Undated, 5: Renewed, 6: Younger, 7: Unknown,
    }
}

/// Meanings in the store.
pub(in crate::pipeline) struct StoredMeanings<'a>(pub &'a Store);

impl StoredMeanings<'_> {
    /// Forgets them: a text that is refused leaves nothing behind.
    pub fn forget(&self) {
        // What cannot be removed cannot be read by others either.
        let _ = self.0.remove(NAME);
    }
}

impl MeaningKeeper for StoredMeanings<'_> {
    fn read(&self) -> Option<KeptMeanings> {
        let bytes = self.0.read(NAME)?;
        let names = Names::default();
        KeptMeanings::take(&mut Reader::new(&bytes, &names, &|text| text.into()))
    }

    fn write(&self, kept: &KeptMeanings) {
        let names = Names::default();
        let mut writer = Writer::new(&names);
        writer.keep(kept);
        let _ = self.0.write(NAME, &writer.into_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::pipeline::{BuildOptions, Kept, load_kept};
    use crate::store;
    use std::fs;
    use std::path::Path;

    fn document(number: u32, text: &str) -> String {
        format!(
            "---\ntype: chi-thi\nnumber: 0{number}/CT-TTg\ndate: 2024-05-0{number}\nissuer: thu-tuong-chinh-phu\ntitle: T\npublished: 2026-01-01\n---\n\n{text}\n"
        )
    }

    fn corpus(root: &Path) -> Corpus {
        let kept = Kept::in_folder(&root.join("store")).expect("a store");
        let (snapshot, checked) = load_kept(root, &BuildOptions::default(), kept).expect("a site");
        assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
        snapshot.corpus
    }

    fn first(corpus: &Corpus) -> Resolution {
        corpus.documents[0].citations[0].resolution.clone()
    }

    #[test]
    fn meanings_stand_while_no_document_states_other_works_and_no_longer() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let one = "Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
        let write = |name: &str, text: String| fs::write(root.join(name), text).expect("written");
        fs::create_dir(root.join("content")).expect("a folder");
        write("congbao.yaml", "title: T\nbase_url: https://vanban.example.vn/\nportal: C\nlanguage: vi\n".to_owned());
        write("content/a.md", document(1, one));
        write("content/b.md", document(2, "Một."));
        let right = first(&corpus(root));
        assert!(matches!(right, Resolution::Work(..)), "{right:?}");
        let store = Store::open(&root.join("store"), store::program()).expect("a store");
        let lie = || {
            let mut kept = StoredMeanings(&store).read().expect("kept");
            kept.documents[0].meanings[0] = Some(KeptMeaning { resolution: Resolution::Unknown, doubt: None });
            StoredMeanings(&store).write(&kept);
        };
        // What is kept of `a` is believed when `b` has another text, which cites nothing else.
        lie();
        write("content/b.md", document(2, "Hai."));
        assert_eq!(first(&corpus(root)), Resolution::Unknown);
        // Not when its own text is another one, when `b` states a work, when a registry or a title is another one.
        let edits = [
            ("content/a.md", document(1, &format!("{one} Một."))),
            ("content/b.md", document(2, "Theo Quyết định số 7/QĐ-TTg ngày 05/01/2022 của Thủ tướng Chính phủ.")),
            ("content/b.md", document(3, "Theo Quyết định số 7/QĐ-TTg ngày 05/01/2022 của Thủ tướng Chính phủ.")),
            ("content/c.md", document(4, "Ba.")),
            (
                "content/works.yaml",
                "- {key: a, type: quyet-dinh, number: 9/QĐ-TTg, date: 2022-01-01, issuer: thu-tuong-chinh-phu, title: T}\n".to_owned(),
            ),
        ];
        for (name, text) in edits {
            lie();
            write(name, text);
            let meant = first(&corpus(root));
            assert!(matches!(meant, Resolution::Work(..)), "{name}: {meant:?}");
        }
    }
}
