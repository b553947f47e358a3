// SPDX-License-Identifier: Apache-2.0
#include "iwf/app/iwfd/admission.hpp"

#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/core/protection/sample_associations.hpp"

namespace iwf::daemon {
namespace {

constexpr freediameter::Applicant from_scs1{
    .peer = diameter::PeerId{1},
    .remote = "10.200.1.1",
    .origin_host = "scs1.lab.example",
    .origin_realm = "Lab.example",
};

AdmissionRule inside_rule()
{
    return {
        .realm = "lab.example",
        .networks = {test::network("10.200.1.1"), test::network("2001:db8::1")},
        .protection = std::nullopt,
    };
}

AdmissionRule protected_rule(std::vector<domain::Network> local = {test::network("10.200.0.1")})
{
    AdmissionRule rule = inside_rule();
    rule.protection = core::ProtectedLink{"scs1", std::move(local), 3868, {}};
    return rule;
}

Admission::Snapshot snapshot_of(const test::Lab& lab)
{
    return std::make_shared<const core::BindingSnapshot>(lab.snapshot());
}

/// "admitted", or why not.
std::string answer(const Admission& admission, const freediameter::Applicant& applicant = from_scs1)
{
    const auto admitted = admission.admit(applicant);
    return admitted ? "admitted" : admitted.error().text;
}

TEST(AdmissionTest, the_rule_of_a_server_inside_needs_no_SA)
{
    Admission admission;
    EXPECT_NE(answer(admission), "admitted");
    admission.use({{1, inside_rule()}});
    EXPECT_EQ(answer(admission), "admitted");
}

TEST(AdmissionTest, I1_before_the_first_snapshot_nobody_who_needs_protection_is_admitted)
{
    Admission admission;
    admission.use({{1, protected_rule()}});
    EXPECT_EQ(
        answer(admission),
        "contract \"scs1\", stale: the IKE daemon cannot be asked, and nothing new is admitted"
    );
}

TEST(AdmissionTest, I4_an_SA_admits_and_its_end_refuses)
{
    test::Lab lab;
    Admission admission;
    admission.use({{1, protected_rule()}});
    admission.see(snapshot_of(lab));
    EXPECT_EQ(
        answer(admission),
        "contract \"scs1\", no_association: no CHILD_SA covers TCP from 10.200.1.1 to 10.200.0.1 "
        "port 3868"
    );
    lab.apply(test::up(test::ike_sa(1, {test::child_sa(1)})));
    admission.see(snapshot_of(lab));
    EXPECT_EQ(answer(admission), "admitted");
    lab.apply(test::ike_down(1));
    admission.see(snapshot_of(lab));
    EXPECT_NE(answer(admission), "admitted");
}

TEST(AdmissionTest, charon_is_asked_and_waited_for_only_when_an_SA_could_help)
{
    test::Lab lab;
    Admission admission;
    int asked = 0;
    const auto ask = [&asked] { ++asked; };
    admission.use({{1, protected_rule()}});
    auto elsewhere = from_scs1;
    elsewhere.remote = "10.200.9.9";
    EXPECT_FALSE(admission.admit_soon(elsewhere, ask));
    EXPECT_FALSE(admission.admit_soon(from_scs1, ask)) << "stale: charon is not there to be asked";
    lab.apply(test::up(test::ike_sa(1, {test::child_sa(1)}, "scs2")));
    admission.see(snapshot_of(lab));
    EXPECT_FALSE(admission.admit_soon(from_scs1, ask)) << "it is another's";
    EXPECT_EQ(asked, 0);
    lab.apply(test::ike_down(1));
    admission.see(snapshot_of(lab));
    EXPECT_TRUE(admission.admit_soon(from_scs1, [&] {
        ++asked;
        lab.apply(test::up(test::ike_sa(2, {test::child_sa(2)})));
        admission.see(snapshot_of(lab));
    }));
    EXPECT_EQ(asked, 1);
}

TEST(AdmissionTest, I5_the_SA_of_another_server_admits_nobody_else)
{
    test::Lab lab;
    lab.apply(test::up(test::ike_sa(1, {test::child_sa(1)}, "scs2")));
    Admission admission;
    admission.use({{1, protected_rule()}});
    admission.see(snapshot_of(lab));
    EXPECT_EQ(
        answer(admission),
        "contract \"scs1\", other_contract: IKE_SA 1, CHILD_SA 1 is of the server of contract "
        "\"scs2\""
    );
}

TEST(AdmissionTest, an_SA_does_not_stand_for_realm_or_address)
{
    test::Lab lab;
    lab.apply(test::up(test::ike_sa(1, {test::child_sa(1, "10.200.1.0/24")})));
    Admission admission;
    admission.use({{1, protected_rule()}});
    admission.see(snapshot_of(lab));
    EXPECT_EQ(answer(admission), "admitted");
    freediameter::Applicant other = from_scs1;
    other.origin_realm = "other.example";
    EXPECT_EQ(answer(admission, other), "Origin-Realm is not the one of the contract");
    other = from_scs1;
    other.remote = "10.200.1.2";
    EXPECT_EQ(answer(admission, other), "its address is not one of the contract's");
}

TEST(AdmissionTest, one_of_our_addresses_of_its_family_must_be_covered)
{
    test::Lab lab;
    lab.apply(test::up(test::ike_sa(1, {test::child_sa(1)})));
    Admission admission;
    admission.see(snapshot_of(lab));
    const auto with = [&](std::vector<domain::Network> local) {
        admission.use({{1, protected_rule(std::move(local))}});
        return answer(admission);
    };
    EXPECT_EQ(with({test::network("10.200.0.9"), test::network("10.200.0.1")}), "admitted");
    EXPECT_NE(with({test::network("10.200.0.9")}), "admitted");
    EXPECT_EQ(
        with({test::network("2001:db8::9")}),
        "contract \"scs1\": no protected address of ours is of the family of 10.200.1.1"
    );
}

TEST(AdmissionTest, snapshots_change_while_other_threads_ask)
{
    constexpr int rounds = 2000;
    test::Lab lab;
    Admission admission;
    admission.use({{1, protected_rule()}});
    int refused = 0, admitted = 0;
    std::latch has_asked{1};
    std::jthread asking{[&](const std::stop_token& stop) {
        ++(admission.admit(from_scs1) ? admitted : refused);
        has_asked.count_down();
        while (!stop.stop_requested()) {
            ++(admission.admit(from_scs1) ? admitted : refused);
        }
    }};
    has_asked.wait(); // else all the changes may be over before the thread runs
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        lab.apply(test::up(test::ike_sa(round, {test::child_sa(round)})));
        admission.see(snapshot_of(lab));
        lab.apply(test::ike_down(round));
        admission.see(snapshot_of(lab));
    }
    asking.request_stop();
    asking.join();
    EXPECT_GT(refused + admitted, 0);
    EXPECT_NE(answer(admission), "admitted");
}

TEST(AdmissionTest, S3_a_peer_is_connected_to_only_while_an_SA_of_its_own_is_there)
{
    Admission admission;
    const diameter::PeerId peer{7};
    EXPECT_TRUE(admission.may_dial(peer)) << "one that needs no protection";
    admission.use_dialled(
        {{7,
          {core::ProtectedLink{"scs1", {test::network("10.200.0.1")}, {}, 3868},
           test::network("10.200.1.1")}}}
    );
    EXPECT_FALSE(admission.may_dial(peer)) << "nothing is known of charon";
    test::Lab lab;
    lab.apply(test::up(test::ike_sa(1, {test::child_sa(1)}, "scs2")));
    admission.see(snapshot_of(lab));
    EXPECT_FALSE(admission.may_dial(peer)) << "another identity's";
    lab.apply(test::ike_down(1));
    lab.apply(test::up(test::ike_sa(2, {test::child_sa(2)})));
    admission.see(snapshot_of(lab));
    EXPECT_TRUE(admission.may_dial(peer));
    EXPECT_TRUE(admission.may_dial(diameter::PeerId{8}));
    lab.apply(core::sa_event::Unreachable{"gone"});
    admission.see(snapshot_of(lab));
    EXPECT_FALSE(admission.may_dial(peer)) << "nothing new while charon is away";
}

} // namespace
} // namespace iwf::daemon
