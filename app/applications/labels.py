"""How fields of a content are called, for notices and for the list of what changed."""

from collections.abc import Mapping

from app.applications.content import Content
from core.errors import Text

_NAMES: Mapping[str, Text] = {
    "name": Text("企业名称", "company name"),
    "name.region": Text("行政区划", "region of the name"),
    "name.trade_name": Text("字号", "trade name"),
    "name.industry": Text("行业", "line of business"),
    "name.form": Text("组织形式", "legal form"),
    "name.meaning": Text("字号含义", "meaning of the trade name"),
    "address": Text("住所", "address"),
    "address.phone": Text("企业联系电话", "company phone"),
    "address.postcode": Text("邮政编码", "postcode"),
    "address.commitment": Text("住所承诺", "promise on the address"),
    "scope": Text("经营范围", "business scope"),
    "capital": Text("注册资本", "registered capital"),
    "term": Text("经营期限", "term"),
    "people": Text("人员", "people"),
    "shareholders": Text("股东出资", "contributions"),
    "posts": Text("任职", "posts"),
    "posts.director": Text("董事", "director"),
    "posts.chair": Text("董事长", "chair"),
    "posts.legal_representative": Text("法定代表人", "legal representative"),
    "posts.supervisor": Text("监事", "supervisor"),
    "posts.general_manager": Text("经理", "general manager"),
    "posts.finance_officer": Text("财务负责人", "finance officer"),
    "posts.liaison": Text("登记联络员", "liaison"),
    "posts.no_supervisor": Text("不设监事", "no supervisor"),
    "beneficial_owners": Text("受益所有人", "beneficial owners"),
    "paper_licence": Text("申领纸质执照", "paper licence"),
    "licence_duplicates": Text("执照副本数", "duplicates of the licence"),
    "applicant": Text("申请人", "applicant"),
}
_OF_A_PERSON: Mapping[str, Text] = {
    "name": Text("姓名", "name"),
    "id_number": Text("身份证件号码", "ID number"),
    "id_valid_until": Text("证件有效期", "validity of the ID card"),
    "id_long_term": Text("证件有效期", "validity of the ID card"),
    "sex": Text("性别", "sex"),
    "nationality": Text("国籍", "nationality"),
    "phone": Text("移动电话", "mobile phone"),
    "email": Text("电子邮箱", "e-mail"),
    "address": Text("住址", "home address"),
    "subscribed_fen": Text("认缴出资额", "subscribed amount"),
    "method": Text("出资方式", "kind of contribution"),
    "due_on": Text("出资期限", "due date of the contribution"),
    "valuation": Text("作价说明", "valuation"),
}
_WHOLE = Text("申请内容", "the application")


def label(path: str, content: Content) -> Text:
    """The name of a field by its dotted path; a field of a person is named with that person's name."""
    section, _, rest = path.partition(".")
    key, _, leaf = rest.partition(".")
    if section in {"people", "shareholders"} and key in content.people:
        who = content.people[key].name or key
        what = _OF_A_PERSON.get(leaf) or _NAMES[section]
        return Text(f"{who}的{what.zh}", f"{what.en} of {who}")
    while path:
        if path in _NAMES:
            return _NAMES[path]
        path = path.rpartition(".")[0]
    return _WHOLE


def is_field(path: str) -> bool:
    """Whether a path leads into a content; the empty one stands for the whole."""
    return path == "" or path.partition(".")[0] in Content.model_fields
