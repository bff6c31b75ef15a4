"""The papers say what the law asks for, and everybody who must sign finds a place to sign."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from app.documents.contents import (
    Agent,
    CompanySetup,
    CorrectionItem,
    CorrectionNotice,
    FilingReceipt,
    Office,
    Officer,
    Person,
    RefusalNotice,
    RegistrationNotice,
    RegistryPaper,
    Shareholder,
)
from app.documents.papers import (
    SEAL_FIELD,
    TITLES,
    SetupPaper,
    render_registry_paper,
    render_setup_paper,
    signatories,
)
from app.documents.seal import open_fields

TextOf = Callable[..., str]


@pytest.mark.parametrize("paper", SetupPaper)
def test_every_signatory_has_one_field(paper: SetupPaper, setup: CompanySetup, at: datetime) -> None:
    fields = open_fields(render_setup_paper(paper, setup, at=at, sample=True))
    assert fields == [each.field for each in signatories(paper, setup)]


def test_each_person_signs_once_with_all_roles(setup: CompanySetup) -> None:
    found = {each.name: each.roles for each in signatories(SetupPaper.APPLICATION_FORM, setup)}
    assert found == {"周启明": ("法定代表人", "董事", "登记联络员"), "郑思齐": ("监事",), "林若楠": ("财务负责人",)}
    assert [each.name for each in signatories(SetupPaper.ARTICLES, setup)] == ["周启明", "林若楠"]


@pytest.mark.parametrize(
    "contents",
    [
        "公司名称：云溪县青禾软件有限公司",
        "公司住所：安和省清江市云溪县清溪街道人民路18号3幢502室",
        "公司经营范围：一般项目：软件开发",
        "公司注册资本为人民币100万元（大写：人民币壹佰万元整）",
        "周启明60货币2031年11月20日前60.0000%",
        "林若楠40货币2031年11月20日前40.0000%",
        "公司股东会由全体股东组成，是公司的权力机构",
        "公司不设董事会，设董事一名",
        "公司不设监事会，设监事一名",
        "公司的法定代表人由代表公司执行公司事务的董事担任，其产生和变更办法",
        "全体股东签名",
    ],
)
def test_the_articles_state_all_that_article_46_asks_for(
    contents: str, setup: CompanySetup, at: datetime, text_of: TextOf
) -> None:
    assert contents in text_of(render_setup_paper(SetupPaper.ARTICLES, setup, at=at, sample=False))


def test_a_sole_shareholder_decides_without_a_meeting(setup: CompanySetup, at: datetime, text_of: TextOf) -> None:
    holder = setup.shareholders[0]
    whole = replace(holder, contributions=(replace(holder.contributions[0], amount_fen=100_000_000),))
    sole = replace(setup, shareholders=(whole,), supervisors=())
    text = text_of(render_setup_paper(SetupPaper.ARTICLES, sole, at=at, sample=False))
    assert "不设股东会" in text
    assert "公司不设监事会和监事" in text
    assert "股东会会议" not in text
    assert "股东决定" in text_of(render_setup_paper(SetupPaper.APPOINTMENT, sole, at=at, sample=False))


def test_fifty_shareholders_fit_and_all_can_sign(crowd: CompanySetup, at: datetime, text_of: TextOf) -> None:
    paper = render_setup_paper(SetupPaper.ARTICLES, crowd, at=at, sample=True)
    assert len(open_fields(paper)) == 50
    form = text_of(render_setup_paper(SetupPaper.APPLICATION_FORM, crowd, at=at, sample=True))
    assert all(holder.person.id_number in form for holder in crowd.shareholders)


def test_the_form_carries_its_annexes(setup: CompanySetup, at: datetime, text_of: TextOf) -> None:
    agent = Agent("吴承远", "990122198001011234", "13900000099", date(2026, 11, 21), date(2026, 12, 31))
    form = render_setup_paper(SetupPaper.APPLICATION_FORM, replace(setup, agent=agent), at=at, sample=False)
    text = text_of(form)
    for annex in ("法定代表人信息", "董事、监事、经理信息", "出资情况", "登记联络员、财务负责人信息", "委托代理人授权"):
        assert annex in text
    assert "吴承远" in text
    assert "自2026年11月21日至2026年12月31日" in text


def test_the_appointment_names_posts_and_the_legal_representative(
    setup: CompanySetup, at: datetime, text_of: TextOf
) -> None:
    text = text_of(render_setup_paper(SetupPaper.APPOINTMENT, setup, at=at, sample=False))
    assert "选举周启明为公司董事" in text
    assert "选举郑思齐为公司监事" in text
    assert "由董事周启明担任公司法定代表人" in text


def _common(office: Office) -> dict[str, object]:
    return {
        "number": "（云溪）登字〔2026〕第000018号",
        "office": office,
        "applicant": "周启明",
        "matter": "有限责任公司设立登记",
        "company_name": "云溪县青禾软件有限公司",
    }


def _papers(office: Office, at: datetime) -> list[tuple[RegistryPaper, list[str]]]:
    common = _common(office)
    item = CorrectionItem("住所", "门牌号不完整。", "请补充房间号。", "《市场主体登记管理条例》第十一条")
    return [
        (
            FilingReceipt(**common, materials=tuple(TITLES.values()), received_at=at, decide_by=date(2026, 11, 26)),  # type: ignore[arg-type]
            ["接收申请材料凭证", "于2026年11月21日10:00", "于2026年11月26日前作出决定", *TITLES.values()],
        ),
        (
            RegistrationNotice(
                **common, uscc="91990122MAXY00001R", licence_number="990122000000018", decided_on=date(2026, 11, 21)
            ),  # type: ignore[arg-type]
            ["准予登记通知书", "91990122MAXY00001R", "990122000000018", "我局决定准予登记"],
        ),
        (
            CorrectionNotice(**common, items=(item, item), issued_on=date(2026, 11, 21)),  # type: ignore[arg-type]
            ["补正通知书", "一次性告知", "共2项", "门牌号不完整", "请补充房间号"],
        ),
        (
            RefusalNotice(
                **common,  # type: ignore[arg-type]
                facts=("名称与已经登记的名称相同。",),
                articles=("《企业名称登记管理规定》第十七条",),
                reconsideration_body="云溪县人民政府",
                court="云溪县人民法院",
                decided_on=date(2026, 11, 21),
            ),
            [
                "不予登记通知书",
                "名称与已经登记的名称相同",
                "第十七条",
                "六十日内向云溪县人民政府申请行政复议",
                "六个月内依法向云溪县人民法院提起行政诉讼",
            ],
        ),
    ]


@pytest.mark.parametrize("index", range(4))
def test_the_registrys_papers_say_what_they_must_and_await_one_seal(
    index: int, office: Office, at: datetime, text_of: TextOf
) -> None:
    paper, expected = _papers(office, at)[index]
    pdf = render_registry_paper(paper, at=at, sample=False)
    text = text_of(pdf)
    assert [phrase for phrase in expected if phrase not in text] == []
    assert "云溪县市场监督管理局2026年11月21日" in text
    assert open_fields(pdf) == [SEAL_FIELD]


def test_contents_that_contradict_themselves_are_refused(setup: CompanySetup) -> None:
    with pytest.raises(ValueError, match="add up"):
        replace(setup, capital_fen=1)
    with pytest.raises(ValueError, match="one director"):
        replace(setup, directors=(*setup.directors, Officer(setup.liaison, "董事")))
    with pytest.raises(ValueError, match="1 to 50"):
        replace(setup, shareholders=(), capital_fen=0)
    with pytest.raises(ValueError, match="share a key"):
        replace(setup, liaison=replace(setup.liaison, name="另一人"))
    with pytest.raises(ValueError, match="key"):
        Person("a.b", "周启明", "990122199003074518", "13900000001")


def test_an_empty_notice_is_refused(office: Office, at: datetime) -> None:
    with pytest.raises(ValueError, match="asks for nothing"):
        CorrectionNotice(**_common(office), items=(), issued_on=date(2026, 11, 21))  # type: ignore[arg-type]
    refusal = _papers(office, at)[3][0]
    assert isinstance(refusal, RefusalNotice)
    with pytest.raises(ValueError, match="facts"):
        replace(refusal, facts=())


def test_a_shareholder_subscribes_the_sum_of_all_contributions(crowd: CompanySetup) -> None:
    holder: Shareholder = crowd.shareholders[3]
    assert holder.subscribed_fen == 1_000_003 + 2_300


def test_a_person_printed_by_mistake_shows_no_number(setup: CompanySetup) -> None:
    assert setup.liaison.id_number not in repr(setup)
    assert setup.liaison.mobile not in repr(setup.liaison)
