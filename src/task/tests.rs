//! The five directives read whole, and what other texts say.

use super::*;
use crate::content::front_matter;
use crate::content::registry::Registries;
use crate::document::{self, flows};

/// The five directives.
const SEEDS: [(&str, &str); 5] = [
    ("lao-cai/2022-2023-giao-ban-hoc-ky-i", include_str!("../../content/lao-cai/2022-2023-giao-ban-hoc-ky-i.md")),
    ("lao-cai/2023-2024-nhiem-vu-trong-tam", include_str!("../../content/lao-cai/2023-2024-nhiem-vu-trong-tam.md")),
    ("lao-cai/2024-2025-nhiem-vu-trong-tam", include_str!("../../content/lao-cai/2024-2025-nhiem-vu-trong-tam.md")),
    ("lai-chau/2023-2024-nhiem-vu-trong-tam", include_str!("../../content/lai-chau/2023-2024-nhiem-vu-trong-tam.md")),
    (
        "lang-son/van-lang-2023-2024-nhiem-vu-trong-tam",
        include_str!("../../content/lang-son/van-lang-2023-2024-nhiem-vu-trong-tam.md"),
    ),
];

/// The registries of the site of the five directives.
fn registries() -> Registries {
    Registries::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), &mut Vec::new())
}

/// One line for each task of the file: anchor, syntax, agencies with verbs, deadline; and its words.
fn said(text: &str, problems: &mut Vec<Diagnostic>) -> Vec<(String, String)> {
    let registries = registries();
    let source = Source::new("content/a.md", text);
    let measure = |_: &Source, _: &front_matter::Located<String>| Ok((String::new(), 0));
    let split = front_matter::split(&source, problems).expect("fences");
    let front_matter = front_matter::parse(&source, &split, &measure, &mut Vec::new()).expect("right front matter");
    let parsed = document::parse(&source, split.body, &mut Vec::new());
    let flows = flows(&parsed);
    let lexicon = Lexicon::new(&registries);
    let input = Input {
        source: &source,
        document: &parsed,
        flows: &flows,
        front_matter: &front_matter,
        registries: &registries,
        lexicon: &lexicon,
    };
    find(&input, problems).tasks.iter().map(|task| (line(&source, task), quote(&source, task.span))).collect()
}

fn line(source: &Source, task: &Task) -> String {
    let agents = task.assignees.iter().map(|assignee| {
        let verbs = assignee.verbs.iter().map(Verb::key).collect::<Vec<_>>().join("+");
        let who = assignee
            .agent
            .as_ref()
            .map_or_else(|| format!("?{}", quote(source, assignee.written)), |agent| agent.key.clone());
        format!("{who} {verbs}")
    });
    let agents = agents.collect::<Vec<_>>().join("; ");
    format!("{}\t{}\t{agents}\t{}", task.anchor, task.syntax.key(), task.deadline.as_deref().unwrap_or("-"))
}

/// The same for a directive of the province with this body.
fn of_province(body: &str) -> Vec<(String, String)> {
    let text = format!(
        "---\ntype: chi-thi\nnumber: 05/CT-UBND\ndate: 2024-05-06\nissuer: ubnd-tinh-lao-cai\ntitle: t\ndraft: true\n---\n\n{body}\n"
    );
    said(&text, &mut Vec::new())
}

#[test]
fn the_five_directives_say_what_a_person_read() {
    let read: Vec<&str> = include_str!("seeds.tsv").lines().filter(|line| !line.starts_with('#')).collect();
    for (name, text) in SEEDS {
        let expected: Vec<&str> = read.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix('\t')).collect();
        let found: Vec<String> = said(text, &mut Vec::new()).into_iter().map(|(line, _)| line).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn words_are_quoted_as_they_stand() {
    let said = of_province(
        "## II. TỔ CHỨC THỰC HIỆN\n\n- Giao **Sở Y tế** chủ trì,\nphối hợp với Sở GD&ĐT báo cáo trước ngày 15/9/2024.",
    );
    assert_eq!(
        said,
        [(
            "muc-ii-gach-1\torder\tso-y-te-tinh-lao-cai giao+chu-tri+bao-cao; \
             so-giao-duc-va-dao-tao-tinh-lao-cai phoi-hop\ttrước ngày 15/9/2024"
                .to_owned(),
            "Giao Sở Y tế chủ trì, phối hợp với Sở GD&ĐT báo cáo trước ngày 15/9/2024.".to_owned()
        )]
    );
}

#[test]
fn spellings_of_one_agency_meet() {
    for (written, key) in [
        ("Sở GD&ĐT", "so-giao-duc-va-dao-tao-tinh-lao-cai"),
        ("Sở GDĐT tỉnh", "so-giao-duc-va-dao-tao-tinh-lao-cai"),
        ("Giám đốc Sở Giáo dục và Đào tạo", "so-giao-duc-va-dao-tao-tinh-lao-cai"),
        ("Sở TT&TT", "so-thong-tin-va-truyen-thong-tinh-lao-cai"),
        ("Sở LĐTB&XH", "so-lao-dong-thuong-binh-va-xa-hoi-tinh-lao-cai"),
        ("Chủ tịch UBND huyện Bảo Yên", "ubnd-huyen-bao-yen-tinh-lao-cai"),
        ("UBND các huyện, thành phố", "ubnd-cac-huyen-thi-xa-thanh-pho-tinh-lao-cai"),
        ("Chủ tịch Ủy ban nhân dân các huyện, thị xã, thành phố", "ubnd-cac-huyen-thi-xa-thanh-pho-tinh-lao-cai"),
        ("Đài PT-TH tỉnh", "dai-phat-thanh-truyen-hinh-tinh-lao-cai"),
        ("UBMTTQ Việt Nam tỉnh", "uy-ban-mat-tran-to-quoc-viet-nam-tinh-lao-cai"),
        ("Thủ trưởng các cơ sở giáo dục trên địa bàn tỉnh", "cac-truong-co-so-giao-duc-tinh-lao-cai"),
        ("Hiệu trưởng các trường THPT", "cac-truong-co-so-giao-duc-tinh-lao-cai"),
        ("Công an tỉnh", "cong-an-tinh-lao-cai"),
        ("Bộ Giáo dục và Đào tạo", "bo-giao-duc-va-dao-tao"),
        // Nobody knows whose.
        ("UBND huyện", "?UBND huyện"),
    ] {
        let said = of_province(&format!("## II. TỔ CHỨC THỰC HIỆN\n\n### 1. {written}\n\nXây dựng kế hoạch."));
        assert_eq!(
            said.first().map(|(line, _)| line.as_str()),
            Some(&*format!("muc-ii-1-doan-1\theading\t{key} giao\t-"))
        );
    }
}

#[test]
fn what_is_told_to_nobody_is_no_task() {
    for text in [
        "Đáp ứng yêu cầu đổi mới giáo dục, các cơ sở giáo dục đã chủ động.",
        "Các phòng GD&ĐT, các cơ sở giáo dục đã bám sát nhiệm vụ.",
        "Sở Giáo dục và Đào tạo là cơ quan chuyên môn.",
        "Thực hiện Chỉ thị của Bộ Giáo dục và Đào tạo, UBND tỉnh ban hành Kế hoạch này.",
        "Trường hợp được giao đất, Sở Tài chính xác nhận.",
    ] {
        assert_eq!(of_province(&format!("## I. NHIỆM VỤ\n\n{text}")), [], "{text}");
    }
}

#[test]
fn an_introducing_line_gives_its_items_away() {
    let said = of_province(
        "## II. TỔ CHỨC THỰC HIỆN\n\nSở Y tế có trách nhiệm:\n\na) Kiểm tra các trường.\n\nb) Báo cáo định kỳ hằng quý.",
    );
    let lines: Vec<&str> = said.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "muc-ii-a\theading\tso-y-te-tinh-lao-cai trach-nhiem\t-",
            "muc-ii-b\theading\tso-y-te-tinh-lao-cai trach-nhiem+bao-cao\tđịnh kỳ hằng quý",
        ]
    );
}

#[test]
fn editors_have_the_last_word() {
    let text = "---\ntype: chi-thi\nnumber: 05/CT-UBND\ndate: 2024-05-06\nissuer: ubnd-tinh-lao-cai\ntitle: t\ndraft: true\ntasks:\n  - section: muc-i-1\n    \
                agency: Sở Tài chính\n    verb: chu-tri\n    deadline: hết năm\n  - section: muc-i-2\n    not_a_task: true\n  - \
                section: muc-i-3\n    agency: so-giao-duc-va-dao-tao-tinh-lao-cai\n  - section: muc-i-9\n    not_a_task: true\n  - section: \
                muc-i-1\n    agency: ai đó\n---\n\n## I. TỔ CHỨC THỰC HIỆN\n\n### 1. Sở Y tế\n\nMột.\n\n### 2. Sở Nội vụ\n\nHai.\n\n### 3. \
                Việc khác\n\nBa.\n";
    let mut problems = Vec::new();
    let said = said(text, &mut problems);
    let lines: Vec<&str> = said.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "muc-i-1-doan-1\teditor\tso-tai-chinh-tinh-lao-cai chu-tri\thết năm",
            "muc-i-3-doan-1\teditor\tso-giao-duc-va-dao-tao-tinh-lao-cai giao\t-",
        ]
    );
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["task-unmatched", "task-agency-unknown"]);
}
