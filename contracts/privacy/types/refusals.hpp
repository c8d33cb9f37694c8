// What the privacy contract refuses. Numbers for ever: append, never reuse.
#pragma once

#include "core/chain/refusals.hpp"

namespace zhida::privacy {

enum class Reject : chain::Code {
    nothing_named = 7100,
    document_missing = 7101,
    not_ascending = 7102,
    list_unknown = 7200,
    line_unknown = 7201,
    list_open = 7202,
    retention_unset = 7203,
    retention_running = 7204,
    proposal_known = 7205,
    proposal_unknown = 7206,
    erased_already = 7207,
    role_wrong = 7300,
    same_person = 7301,
    same_body = 7302,
};

inline constexpr chain::RefusalText refusal_texts[] = {
    {7100, "nothing_named", "未指明要销毁的记录", "no record to erase is named", "申请人", "the applicant"},
    {7101, "document_missing", "缺少决定文件的摘要",
     "the digest of the deciding paper is missing", "申请人",
     "the applicant"},
    {7102, "not_ascending", "清单或行号须升序且不重复",
     "lists and lines ascend and stand once", "发送方系统",
     "the sending system"},
    {7200, "list_unknown", "清单不在账本上", "the list is not on the ledger", "申请人", "the applicant"},
    {7201, "line_unknown", "清单没有该行", "the list has no such line", "申请人", "the applicant"},
    {7202, "list_open", "清单尚未办结，记录仍需使用",
     "the list is not finished; its records are still needed", "县财政",
     "county finance"},
    {7203, "retention_unset", "未设定保存期限参数",
     "no retention period is set for this region and day", "账本管理员",
     "the registry administrator"},
    {7204, "retention_running", "法定保存期限未满",
     "the legal retention period is still running", "申请人",
     "the applicant"},
    {7205, "proposal_known", "相同的销毁申请已提出",
     "the same erasure was proposed before", "申请人",
     "the applicant"},
    {7206, "proposal_unknown", "没有该销毁申请",
     "no erasure was proposed under this digest", "审批人",
     "the approver"},
    {7207, "erased_already", "该销毁申请已批准", "this erasure was approved before", "审批人", "the approver"},
    {7300, "role_wrong", "此角色不办理记录销毁",
     "this role has no part in erasing records", "有此角色的人员",
     "a person with that role"},
    {7301, "same_person", "申请人不能自己批准",
     "who proposed it cannot approve it", "另一机构的审批人",
     "an approver of another body"},
    {7302, "same_body", "须由另一机构的人员批准",
     "somebody of another body approves it", "另一机构的审批人",
     "an approver of another body"},
};

}  // namespace zhida::privacy
