// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "iwf/base/clock.hpp"
#include "iwf/core/protection/carrier_index.hpp"
#include "iwf/core/protection/sa_change.hpp"
#include "iwf/core/protection/security_association.hpp"

namespace iwf::core {

/// The associations as the IKE daemon tells of them. Core thread.
///
/// Keyed by the daemon's numbers, never by the name of a connection: somebody with a wrong
/// certificate causes an IkeDown under the name of a server, with a number of its own, while the
/// server's SA stands. The number of a CHILD_SA alone says which it is: a rekeyed IKE_SA passes its
/// children on, so the latest event that names a child's IKE_SA is right about it.
///
/// Stale from the start, and after Unreachable, until the next Baseline. What is stale only
/// shrinks: what went down is taken out, but what came up is not believed, as it may be told by
/// another run of the daemon, which counts from the beginning: its number 1 is not ours.
class SaTable
{
public:
    /// Holds at most so many IKE_SAs, and as many CHILD_SAs.
    SaTable(std::size_t max_associations, base::Instant now)
        : max_{max_associations}
        , stale_since_{now}
    {}

    /// `now` dates Unreachable and new IKE_SAs. Applying the same event once more changes nothing.
    SaChange apply(const SaEvent& event, base::Instant now);

    /// Since when nobody tells; nothing: all is as of the last event. How long old knowledge is
    /// good enough for running connections is for the caller to say (BindingSnapshot).
    [[nodiscard]] std::optional<base::Instant> stale_since() const { return stale_since_; }

    [[nodiscard]] std::size_t ike_count() const { return ikes_.size(); }
    [[nodiscard]] std::size_t child_count() const { return children_.size(); }

    /// Calls `look` with each IKE_SA, and since when it is known (a rekeyed one counts anew).
    void for_each(const std::function<void(const IkeFacts&, base::Instant since)>& look) const;

    /// By number; none of an unknown IKE_SA.
    [[nodiscard]] std::vector<ChildSa> children_of(IkeSaId ike) const;

    /// To copy from: a copy is cheap and keeps what was true when it was made.
    [[nodiscard]] const CarrierIndex& carriers() const { return carriers_; }

private:
    struct Ike
    {
        std::shared_ptr<const IkeFacts> facts; ///< shared with its carriers
        std::set<ChildSaId> children;
        base::Instant since;
    };
    using Ikes = std::unordered_map<IkeSaId, Ike>;

    void on(const sa_event::Baseline& event);
    void on(const sa_event::Up& event);
    void on(const sa_event::ChildrenDown& event);
    void on(const sa_event::IkeDown& event);
    void on(const sa_event::ChildRekeyed& event);
    void on(const sa_event::IkeRekeyed& event);

    Ike* put_ike(const IkeSa& association);
    void put_child(Ike& owner, const ChildSa& child);
    void attach(const std::shared_ptr<const Carrier>& carrier);
    void detach(ChildSaId child);
    void drop_ike(IkeSaId ike);
    void drop_unnamed(const sa_event::Baseline& baseline);
    void note(const Carrier& carrier);
    [[nodiscard]] bool is_bound(const BoundBlock& block) const;

    std::size_t max_;
    std::optional<base::Instant> stale_since_;
    Ikes ikes_;
    std::unordered_map<ChildSaId, std::shared_ptr<const Carrier>> children_;
    CarrierIndex carriers_;
    SaChangeNotes notes_; ///< of the event that is being applied
    base::Instant now_;   ///< likewise
};

} // namespace iwf::core
