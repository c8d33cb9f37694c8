// What the registry refuses. Numbers for ever: append, never reuse (core/chain/refusals.hpp).
#pragma once

#include "core/chain/refusals.hpp"

namespace zhida::registry {

enum class Reject : chain::Code {
    field_empty = 1100,
    key_malformed = 1101,
    period_reversed = 1102,
    organisation_exists = 1200,
    person_exists = 1201,
    key_exists = 1202,
    role_exists = 1203,
    clock_backwards = 1204,
    organisation_unknown = 1300,
    person_unknown = 1301,
    key_unknown = 1302,
    key_revoked = 1303,
    key_not_of_person = 1304,
    role_not_held = 1305,
    role_wrong = 1307,
    role_not_of_organisation = 1308,
    clock_not_sandbox = 1309,
    delegation_unsupported = 1310,
    source_unknown = 1312,
};

inline constexpr chain::RefusalText refusal_texts[] = {
    {1100, "field_empty", "必填项为空", "a required field is empty", "发送方系统", "the sending system"},
    {1101, "key_malformed", "公钥不在曲线上或格式不对", "the public key is malformed or not on its curve", "申请人", "the applicant"},
    {1102, "period_reversed", "有效期的起止颠倒", "the period ends before it begins", "账本管理员", "the registry administrator"},
    {1200, "organisation_exists", "机构已登记", "the organisation is registered already", "账本管理员", "the registry administrator"},
    {1201, "person_exists", "人员已登记", "the person is registered already", "账本管理员", "the registry administrator"},
    {1202, "key_exists", "密钥已登记", "the key is registered already", "账本管理员", "the registry administrator"},
    {1203, "role_exists", "角色已授予", "the role is granted already", "账本管理员", "the registry administrator"},
    {1204, "clock_backwards", "账本时间不能倒退", "ledger time never goes back", "运维", "operations"},
    {1300, "organisation_unknown", "机构未登记", "the organisation is not registered", "账本管理员", "the registry administrator"},
    {1301, "person_unknown", "人员未登记", "the person is not registered", "账本管理员", "the registry administrator"},
    {1302, "key_unknown", "密钥未登记", "the key is not registered", "签名人", "the signer"},
    {1303, "key_revoked", "密钥已吊销", "the key was revoked", "签名人", "the signer"},
    {1304, "key_not_of_person", "密钥不属于该人员", "the key belongs to somebody else", "签名人", "the signer"},
    {1305, "role_not_held", "该人员在该机构没有此角色", "the person does not hold this role in this organisation", "账本管理员", "the registry administrator"},
    {1307, "role_wrong", "此操作由其他角色办理", "this act belongs to another role", "有此角色的人员", "a person with that role"},
    {1308, "role_not_of_organisation", "此类机构不能有该角色", "organisations of this kind do not have this role", "账本管理员", "the registry administrator"},
    {1309, "clock_not_sandbox", "正式账本不能用命令拨动时间", "only a sandbox ledger's time moves by command", "运维", "operations"},
    {1310, "delegation_unsupported", "尚不支持委托签名", "delegated signatures are not accepted", "签名人", "the signer"},
    {1312, "source_unknown", "来源系统未登记", "the source system is not registered", "账本管理员", "the registry administrator"},
};

}  // namespace zhida::registry
