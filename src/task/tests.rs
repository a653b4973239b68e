//! The five directives read whole, and what other texts say.

use super::*;
use crate::content::attachments::MeasuredFile;
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
    let source = Source::new("content/a.md", text);
    let tasks = read(text, problems).tasks;
    tasks.iter().map(|task| (line(&source, task), quote(&source, task.span))).collect()
}

fn found(text: &str) -> TaskFindings {
    read(text, &mut Vec::new())
}

fn read(text: &str, problems: &mut Vec<Diagnostic>) -> TaskFindings {
    let registries = registries();
    let source = Source::new("content/a.md", text);
    let measure = |_: &Source, _: &front_matter::Located<String>| Ok(MeasuredFile::default());
    let split = front_matter::split(&source, problems).expect("fences");
    let front_matter = front_matter::parse(&source, &split, &measure, &mut Vec::new()).expect("right front matter");
    let parsed = document::parse(&source, split.body, &mut Vec::new());
    let flows = flows(&parsed);
    let lexicon = Lexicon::new(&registries);
    let input = TaskInput {
        source: &source,
        document: &parsed,
        flows: &FoldedFlows::new(&flows),
        front_matter: &front_matter,
        registries: &registries,
        lexicon: &lexicon,
    };
    find(&input, problems)
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
        // The agency is not known.
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

/// The same for a circular of a ministry.
fn of_law(body: &str) -> Vec<(String, String)> {
    let text = format!(
        "---\ntype: thong-tu\nnumber: 05/2026/TT-BTC\ndate: 2026-05-06\nissuer: bo-tai-chinh\ntitle: t\ndraft: true\n---\n\n{body}\n"
    );
    said(&text, &mut Vec::new())
}

/// Who has each task with its first words and its deadline: "so-y-te-tinh-lao-cai chu-tri | Kiểm tra các
/// trường | quý I".
fn brief(said: Vec<(String, String)>) -> Vec<String> {
    let one = |(line, words): (String, String)| {
        let columns: Vec<&str> = line.split('\t').collect();
        let words = words.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        format!("{} | {words} | {}", columns[2].replace("-tinh-lao-cai", ""), columns[3])
    };
    said.into_iter().map(one).collect()
}

/// Tables of plans, as offices set them, and as import makes them of Word and HTML.
#[test]
fn tables_say_who_leads_who_helps_and_by_when() {
    for (table, expected) in [
        (
            "| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian |\n|---|---|---|---|---|\n\
             | 1 | Rà soát văn bản hiện hành | Sở Y tế | Sở Nội vụ; UBND các huyện, thành phố | Quý I/2025 |",
            &[
                "so-y-te chu-tri; so-noi-vu phoi-hop; ubnd-cac-huyen-thi-xa-thanh-pho phoi-hop | Rà soát văn | Quý I/2025",
            ][..],
        ),
        // Other words, other order; agencies on lines of their own, one that no registry knows.
        (
            "| STT | Nội dung công việc | Thời gian hoàn thành | Đơn vị chủ trì thực hiện | Đơn vị phối hợp (nếu có) | Sản phẩm |\n\
             |---|---|---|---|---|---|\n\
             | 1. | Xây dựng kế hoạch năm | Trước 15/9/2025 | Sở Tài chính Sở Nội vụ | Các cơ quan, đơn vị liên quan | Kế hoạch |\n\
             | 2. | Mở lớp tập huấn chung | Hằng năm | Trường Chính trị tỉnh<br>Sở Y tế | - | Lớp |",
            &[
                "so-tai-chinh chu-tri; so-noi-vu chu-tri; ?Các cơ quan, đơn vị liên quan phoi-hop | Xây dựng kế | Trước 15/9/2025",
                "?Trường Chính trị tỉnh chu-tri; so-y-te chu-tri | Mở lớp tập | Hằng năm",
            ],
        ),
        // A head of two rows, columns numbered, the head again on the next page.
        (
            "| TT | Nhiệm vụ, giải pháp | Cơ quan thực hiện |  | Thời gian |\n|---|---|---|---|---|\n\
             |  |  | Chủ trì | Phối hợp |  |\n| (1) | (2) | (3) | (4) | (5) |\n\
             | 1 | Kiểm tra các trường học | Sở Y tế | Công an tỉnh | Quý II |\n\
             | TT | Nhiệm vụ, giải pháp | Cơ quan thực hiện |  | Thời gian |\n\
             | 2 | Sửa chữa các trường học | Sở Xây dựng |  |  |",
            &["so-y-te chu-tri; cong-an phoi-hop | Kiểm tra các | Quý II", "so-xay-dung chu-tri | Sửa chữa các | -"],
        ),
        // Groups of rows; cells that go on below; "nt".
        (
            "| TT | Nội dung | Cơ quan chủ trì | Thời hạn |\n|---|---|---|---|\n\
             | I | HOÀN THIỆN THỂ CHẾ |  |  |\n| 1 | Sửa đổi quy chế chung | Sở Nội vụ | 2025 |\n\
             | 2 | Sửa đổi quy chế riêng | nt | nt |\n| 3 | Bãi bỏ quy chế cũ |  | 2026 |\n\
             | II | TUYÊN TRUYỀN RỘNG RÃI |  |  |\n| 1 | Viết bài đăng báo | Sở Y tế |  |\n| 2 | Phát thanh hằng tuần | - |  |",
            &[
                "so-noi-vu chu-tri | Sửa đổi quy | 2025",
                "so-noi-vu chu-tri | Sửa đổi quy | 2025",
                "so-noi-vu chu-tri | Bãi bỏ quy | 2026",
                "so-y-te chu-tri | Viết bài đăng | -",
                "so-y-te chu-tri | Phát thanh hằng | -",
            ],
        ),
        // "1" is the title of 1.1; the cell of a task that goes on has a second agency.
        (
            "| TT | Nhiệm vụ | Đơn vị thực hiện | Tiến độ |\n|---|---|---|---|\n\
             | 1 | Công tác chung |  |  |\n| 1.1 | Xây dựng đề án lớn | Sở Y tế | Quý I |\n|  |  | Sở Nội vụ | Quý II |\n\
             | 1.2 | Họp hằng tuần |  |  |",
            &[
                "so-y-te giao | Xây dựng đề | Quý I",
                "so-noi-vu giao | Xây dựng đề | Quý II",
                "so-noi-vu giao | Họp hằng tuần | Quý II",
            ],
        ),
        // No column of agencies: a row names them for those below.
        (
            "| TT | Nội dung công việc | Thời gian |\n|---|---|---|\n\
             | I | Sở Giáo dục và Đào tạo |  |\n| 1 | Tổ chức thi tốt nghiệp | Tháng 6 |\n| II | Công an tỉnh |  |\n\
             | 1 | Bảo vệ kỳ thi | Tháng 7 |",
            &["so-giao-duc-va-dao-tao giao | Tổ chức thi | Tháng 6", "cong-an giao | Bảo vệ kỳ | Tháng 7"],
        ),
        // Who does it and who approves it: no other column assigns a task.
        (
            "| TT | Tên thủ tục | Cơ quan ban hành | Lệ phí |\n|---|---|---|---|\n| 1 | Cấp giấy phép | Sở Y tế | 0 |",
            &[],
        ),
        ("| Trường | Nội dung |\n|---|---|\n| Cơ quan ban hành | Sở Y tế |\n| Người ký | Ông A |", &[]),
    ] {
        assert_eq!(brief(of_province(&format!("## II. NHIỆM VỤ\n\nBảng phân công:\n\n{table}"))), expected, "{table}");
    }
}

#[test]
fn what_is_quoted_of_a_table_is_the_cell_with_the_task() {
    let said = of_province(
        "## II. NHIỆM VỤ\n\n| TT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n| 1 | Rà soát **toàn bộ** văn bản; báo cáo. | Sở Y tế |",
    );
    assert_eq!(
        said,
        [("muc-ii\ttable\tso-y-te-tinh-lao-cai chu-tri\t-".to_owned(), "Rà soát toàn bộ văn bản; báo cáo.".to_owned())]
    );
}

#[test]
fn lines_below_or_behind_a_task_say_whose_it_is() {
    for (body, expected) in [
        (
            "1. Xây dựng kế hoạch tuyên truyền.\n\n- Cơ quan chủ trì: Sở Y tế.\n\n- Cơ quan phối hợp: Báo Lào Cai; các đơn vị liên quan.\n\n\
             - Thời gian hoàn thành: Quý IV/2025.\n\n2. Họp hằng tháng.",
            &["so-y-te chu-tri; bao-lao-cai phoi-hop; ?các đơn vị liên quan phoi-hop | Xây dựng kế | Quý IV/2025"][..],
        ),
        (
            "a) Rà soát hồ sơ (Đơn vị chủ trì: Sở Nội vụ; đơn vị phối hợp: Sở Y tế; thời hạn: tháng 9 năm 2025).",
            &["so-noi-vu chu-tri; so-y-te phoi-hop | Rà soát hồ | tháng 9 năm 2025"],
        ),
        (
            "1. Xây dựng phần mềm chung.\n\nThời gian thực hiện: năm 2026\n\nĐơn vị chủ trì: Trung tâm Công nghệ thông tin",
            &["?Trung tâm Công nghệ thông tin chu-tri | Xây dựng phần | năm 2026"],
        ),
        ("1. Phạm vi: toàn tỉnh.\n\nThời gian thực hiện: năm 2026.", &[]),
    ] {
        let found = brief(of_province(&format!("## III. NỘI DUNG\n\n{body}")));
        let found: Vec<String> = found.iter().map(|line| line.replace("| 1. ", "| ").replace("| a) ", "| ")).collect();
        let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        let words = |line: &String| {
            line.split(" | ")
                .enumerate()
                .filter(|(at, _)| *at != 1)
                .map(|(_, part)| part.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found.iter().map(words).collect::<Vec<_>>(),
            expected.iter().map(words).collect::<Vec<_>>(),
            "{body}"
        );
    }
}

#[test]
fn those_whom_no_registry_knows_stay_as_written() {
    for (body, expected) in [
        // Bodies below a ministry, persons and sorts, where a sentence says that they have a duty.
        ("Điều 5. Kiểm tra\n\n1. Cục Quản lý công sản có trách nhiệm theo dõi.", "?Cục Quản lý công sản trach-nhiem"),
        ("Điều 5. Kiểm tra\n\n1. Cảng vụ hàng hải chủ trì, phối hợp với các bên.", "?Cảng vụ hàng hải chu-tri"),
        (
            "Điều 5. Kiểm tra\n\nTổ chức, cá nhân kê khai chịu trách nhiệm về nội dung.",
            "?Tổ chức, cá nhân kê khai trach-nhiem",
        ),
        (
            "Điều 5. Kiểm tra\n\nDoanh nghiệp bảo hiểm có nghĩa vụ báo cáo.",
            "?Doanh nghiệp bảo hiểm trach-nhiem+bao-cao",
        ),
        (
            "Điều 5. Kiểm tra\n\nTrường hợp hồ sơ chưa đủ, Sở Giao dịch Chứng khoán Hà Nội có trách nhiệm thông báo.",
            "?Sở Giao dịch Chứng khoán Hà Nội trach-nhiem",
        ),
        (
            "Điều 5. Thi hành\n\nChánh Văn phòng Bộ, Cục trưởng Cục Thuế và tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành.",
            "?Chánh Văn phòng Bộ trach-nhiem; ?Cục trưởng Cục Thuế trach-nhiem; ?tổ chức, cá nhân có liên quan trach-nhiem",
        ),
        // A capital within a name.
        (
            "Điều 5. Thi hành\n\n1. Cục Nhà giáo và Cán bộ quản lý giáo dục có trách nhiệm hướng dẫn.",
            "?Cục Nhà giáo và Cán bộ quản lý giáo dục trach-nhiem",
        ),
        // The list goes on over semicolons.
        (
            "Điều 5. Thi hành\n\nBộ Y tế; Tổng cục Dân số; các cơ sở đào tạo nghề chịu trách nhiệm thi hành Thông tư này.",
            "bo-y-te trach-nhiem; ?Tổng cục Dân số trach-nhiem; ?các cơ sở đào tạo nghề trach-nhiem",
        ),
        // Headings.
        (
            "## Điều 6. Trách nhiệm của người sử dụng lao động\n\n1. Lập sổ theo dõi.",
            "?người sử dụng lao động trach-nhiem",
        ),
        ("## Điều 6. Trách nhiệm của Nhà nước đối với Công đoàn\n\n1. Bảo đảm hoạt động.", "?Nhà nước trach-nhiem"),
        ("## Điều 6. Nhiệm vụ của Ban Chỉ đạo\n\n1. Họp mỗi quý.", "?Ban Chỉ đạo giao"),
        (
            "## Điều 7. Thực hiện\n\n1. Trách nhiệm của Cục Tổ chức cán bộ\n\na) Lập danh sách.",
            "?Cục Tổ chức cán bộ trach-nhiem",
        ),
        ("## Điều 8. Bộ Y tế\n\n1. Hướng dẫn các bệnh viện.", "bo-y-te giao"),
    ] {
        let said = of_law(body);
        let found: Vec<&str> = said.iter().filter_map(|(line, _)| line.split('\t').nth(2)).collect();
        assert_eq!(found, [expected], "{body}");
    }
}

#[test]
fn labels_and_bodies_of_plans() {
    for (body, expected) in [
        ("3.1. Sở Y tế: kiểm tra các trường.", &["so-y-te giao"][..]),
        (
            "3.1. Sở Y tế:\n\n- Kiểm tra.\n\n- Báo cáo.\n\n3.2. Công an tỉnh:\n\n- Bảo vệ.",
            &["so-y-te giao", "so-y-te giao+bao-cao", "cong-an giao"],
        ),
        (
            "1. Nhiệm vụ của Tổ giúp việc:\n\na) Ghi biên bản.\n\nb) Lưu hồ sơ.",
            &["?Tổ giúp việc giao", "?Tổ giúp việc giao"],
        ),
        ("- Chi cục Kiểm lâm theo dõi rừng hằng tuần.", &["?Chi cục Kiểm lâm giao"]),
        ("- Giao Trung tâm Phục vụ hành chính công theo dõi.", &["?Trung tâm Phục vụ hành chính công giao"]),
        (
            "1. Các khu công nghiệp và hiệp hội liên quan\n\na) Cung cấp số liệu.",
            &["?Các khu công nghiệp và hiệp hội liên quan giao"],
        ),
        (
            "5. Các cơ quan, tổ chức, cá nhân thực hiện Kế hoạch này phải tiết kiệm.",
            &["?Các cơ quan, tổ chức, cá nhân thực hiện Kế hoạch này trach-nhiem"],
        ),
    ] {
        let said = of_province(&format!("## II. TỔ CHỨC THỰC HIỆN\n\n{body}"));
        let found: Vec<String> = said
            .iter()
            .filter_map(|(line, _)| line.split('\t').nth(2))
            .map(|who| who.replace("-tinh-lao-cai", ""))
            .collect();
        assert_eq!(found, expected, "{body}");
    }
}

/// Definitions, rights, quoted wording, names that only contain the words, forms, signatures.
#[test]
fn what_looks_like_a_task_and_is_none() {
    for body in [
        "Điều 3. Giải thích từ ngữ\n\n1. Cơ quan đầu mối là cơ quan có trách nhiệm tiếp nhận hồ sơ.",
        "Điều 5. Quyền\n\nNgười nộp thuế có quyền yêu cầu cơ quan, tổ chức, cá nhân có trách nhiệm trả lời.",
        "Điều 5. Xử lý\n\nTổ chức, cá nhân vi phạm thì tùy mức độ mà chịu trách nhiệm hình sự.",
        "Điều 5. Sửa đổi Điều 9 như sau:\n\n“Điều 9. Trách nhiệm\n\n1. Người giải quyết tố cáo có trách nhiệm theo dõi.”",
        "Điều 5. Đối tượng áp dụng\n\nTổ chức, cá nhân có trách nhiệm nộp thuế.",
        "## Điều 5. Nhiệm vụ của năm học mới\n\n1. Dạy tốt.",
        "## Điều 5. Nghĩa vụ tài chính\n\n1. Nộp tiền vào tài khoản.",
        "## Điều 5. Hiệu lực thi hành\n\nThông tư này có hiệu lực từ ngày ký.\n\nTM. CHÍNH PHỦ\n\nBộ Y tế:\n\nHằng năm",
    ] {
        assert_eq!(of_law(body), [], "{body}");
    }
    // Whom it is sent to, a signature in bold.
    for body in [
        "UBND tỉnh điện:\n\n- Bộ trưởng các Bộ: Quốc phòng, Công an, Ngoại giao, Xây dựng;\n\n- Chủ tịch UBND tỉnh An Giang.",
        "**CHỦ TỊCH QUỐC HỘI**\n\nNguyễn Văn A",
        "Nơi nhận:\n\n- Sở Y tế: lãnh đạo, các phòng;",
    ] {
        assert_eq!(of_province(&format!("## II. TỔ CHỨC THỰC HIỆN\n\n{body}")), [], "{body}");
    }
    // A flattened table: names alone are no headings; what stands below a signature is no task.
    let said = of_province(
        "## II. TỔ CHỨC THỰC HIỆN\n\nSở Y tế\n\nQuý I\n\nXây dựng kế hoạch chung\n\nTM. ỦY BAN NHÂN DÂN\n\nSở Nội vụ:\n\n- Hằng năm",
    );
    assert_eq!(said, []);
}

/// What stands below a heading with names and is not theirs to do; whom a speaker does not mean; names
/// with their last word.
#[test]
fn a_heading_gives_away_duties_alone() {
    for (body, expected) in [
        // Rights among duties.
        (
            "## Điều 6. Nghĩa vụ của thí sinh\n\n1. Được chọn môn thi.\n\n2. Nộp hồ sơ đúng hạn.",
            &["?thí sinh trach-nhiem"][..],
        ),
        (
            "## Điều 6. Trách nhiệm của người học\n\n1. Quyền:\n\na) Yêu cầu trả kết quả.\n\n2. Nghĩa vụ:\n\na) Nộp học phí.",
            &["?người học trach-nhiem"],
        ),
        // Forbidden acts, cases, papers.
        (
            "## Điều 6. Nghĩa vụ của người bán\n\n1. Người bán không được thực hiện các hành vi:\n\na) Quảng cáo sai sự thật;\n\n\
             b) Bán hàng giả.\n\n2. Niêm yết giá.",
            &["?người bán trach-nhiem", "?người bán trach-nhiem"],
        ),
        (
            "Điều 6. Thanh toán\n\n1. Kho bạc Nhà nước có trách nhiệm từ chối thanh toán, chi trả từ ngân sách trong các trường hợp sau đây:\n\na) Thiếu chữ ký;\n\nb) Sai số tiền.",
            &["kho-bac-nha-nuoc trach-nhiem"],
        ),
        // What is to be done, before the same sign.
        (
            "## Điều 6. Trách nhiệm của Bộ Y tế\n\n1. Thực hiện các nhiệm vụ gồm:\n\na) Kiểm tra các bệnh viện.",
            &["bo-y-te trach-nhiem", "bo-y-te trach-nhiem"],
        ),
        // The rest of a heading that a line has torn off, a remark, a line to be filled in, to whom it is sent.
        (
            "## Điều 6. Trách nhiệm của các đơn vị thuộc Bộ Lao động - Thương binh và\n\nXã hội\n\n1. Kiểm tra các trường.",
            &["?các đơn vị thuộc Bộ Lao động - Thương binh trach-nhiem"],
        ),
        ("## Điều 6. Trách nhiệm của Bộ Tài chính\n\n(theo quy định của Nghị định)", &[]),
        ("## Điều 6. Trách nhiệm của tổ chức\n\nTên tổ chức: ..........................................", &[]),
        ("## Điều 6. Tổ chức thực hiện\n\n- VPCP: BTCN, các PCN, các Vụ, Cục, Công báo;", &[]),
        // A definition.
        (
            "## Điều 6. Trách nhiệm của cơ quan báo chí\n\n1. Công cụ số là một hệ thống theo dõi.\n\n2. Đăng tin đúng hạn.",
            &["?cơ quan báo chí trach-nhiem"],
        ),
        // A number that a line has torn; what befalls those who did wrong; who was given something.
        ("## Điều 6. Trách nhiệm\n\nBTC ngày 08/01/2013 của Bộ trưởng.", &[]),
        ("Điều 6. Chi trả\n\nNếu để mất tiền thì tổ chức dịch vụ chịu trách nhiệm bồi hoàn số tiền đã mất.", &[]),
        ("Điều 6. Sự cố\n\nUBND cấp tỉnh được Chính phủ giao chủ trì thống nhất nội dung với các bên.", &[]),
        ("Điều 6. Tin\n\nCơ quan báo chí đăng đúng tin thì không phải chịu trách nhiệm về tin đó.", &[]),
        // "tư" is not "tự".
        (
            "Điều 6. Sự cố\n\nChủ đầu tư có trách nhiệm báo cáo cơ quan quản lý trực tiếp.",
            &["?Chủ đầu tư trach-nhiem+bao-cao"],
        ),
        ("Điều 6. Sự cố\n\nChủ đầu tư tự chịu trách nhiệm về tất cả số liệu của mình.", &["?Chủ đầu tư trach-nhiem"]),
    ] {
        let said = of_law(body);
        let found: Vec<&str> = said.iter().filter_map(|(line, _)| line.split('\t').nth(2)).collect();
        assert_eq!(found, expected, "{body}");
    }
    for (body, expected) in [
        ("Chủ tịch UBND tỉnh, UBND tỉnh yêu cầu Sở Y tế: kiểm tra các trường.", &["so-y-te yeu-cau"][..]),
        (
            "3. UBND tỉnh trân trọng đề nghị Ban Tuyên giáo Tỉnh ủy phối hợp tuyên truyền.",
            &["ban-tuyen-giao-tinh-uy-lao-cai de-nghi+phoi-hop"],
        ),
        ("3. Bộ Y tế yêu cầu các bệnh viện báo cáo.", &[]),
    ] {
        let said = of_province(&format!("## II. TỔ CHỨC THỰC HIỆN\n\n{body}"));
        let found: Vec<String> = said
            .iter()
            .filter_map(|(line, _)| line.split('\t').nth(2))
            .map(|who| who.replace("-tinh-lao-cai", ""))
            .collect();
        assert_eq!(found, expected, "{body}");
    }
}

/// What a page or a line break has torn apart.
#[test]
fn torn_paragraphs_are_one_task() {
    let words = |body: &str| of_law(body).into_iter().map(|(_, words)| words).collect::<Vec<_>>();
    assert_eq!(
        words(
            "## Điều 6. Trách nhiệm của Bộ Y tế\n\n1. Hướng dẫn các bệnh viện\n\nthực hiện Thông tư này.\n\n2. Kiểm tra."
        ),
        ["1. Hướng dẫn các bệnh viện thực hiện Thông tư này.", "2. Kiểm tra."]
            .map(|words| words.split_once(' ').map_or(words, |(_, words)| words)),
    );
    assert_eq!(
        words(
            "## Điều 7. Bộ trưởng, Thủ trưởng cơ quan ngang bộ, Thủ trưởng cơ quan thuộc\n\nChính phủ chịu trách nhiệm thi hành."
        ),
        ["Bộ trưởng, Thủ trưởng cơ quan ngang bộ, Thủ trưởng cơ quan thuộc Chính phủ chịu trách nhiệm thi hành."],
    );
    assert_eq!(
        words("## Điều 6. Trách nhiệm của Bộ Y tế\n\n8 Khoản này được sửa đổi theo Điều 2."),
        Vec::<String>::new()
    );
}

/// Contract of the data: what is written is always there.
#[test]
fn every_agency_has_words() {
    for (name, text) in SEEDS {
        let source = Source::new("content/a.md", text);
        for task in found(text).tasks {
            for assignee in &*task.assignees {
                assert!(!assignee.words().is_empty(), "{name}: {}", task.anchor);
                if assignee.agent.is_none() {
                    assert_eq!(assignee.words(), quote(&source, assignee.written), "{name}: {}", task.anchor);
                }
            }
        }
    }
}
