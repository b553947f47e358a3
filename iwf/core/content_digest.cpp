// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/content_digest.hpp"

#include <optional>

#include "iwf/base/bytes.hpp"
#include "iwf/core/engine.hpp"

namespace iwf::core {
namespace {

class Fnv1a
{
public:
    void add(std::uint8_t octet)
    {
        hash_ ^= octet;
        hash_ *= 0x100000001B3ULL;
    }

    void add(std::uint32_t number)
    {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            add(static_cast<std::uint8_t>(number >> shift));
        }
    }

    /// Length first, so that two fields never read as one.
    void add(base::ByteView octets)
    {
        add(static_cast<std::uint32_t>(octets.size()));
        for (const std::uint8_t octet : octets) {
            add(octet);
        }
    }

    template <class T>
    void add(const std::optional<T>& field)
    {
        add(static_cast<std::uint8_t>(field.has_value()));
        if (field) {
            add_value(*field);
        }
    }

    [[nodiscard]] std::uint64_t value() const { return hash_; }

private:
    void add_value(std::uint32_t number) { add(number); }
    void add_value(const std::string& text) { add(base::as_bytes(text)); }
    void add_value(const base::Bytes& octets) { add(base::ByteView{octets}); }
    void add_value(domain::ReferenceNumber number) { add(number.value()); }
    void add_value(domain::Priority priority) { add(static_cast<std::uint32_t>(priority)); }
    void add_value(const domain::TriggerData& data)
    {
        add(base::ByteView{data.payload});
        add(data.priority);
        add(data.application_port);
    }

    std::uint64_t hash_{0xCBF29CE484222325ULL};
};

} // namespace

std::uint64_t content_digest(const DeviceActionEvent& event)
{
    Fnv1a hash;
    hash.add(static_cast<std::uint32_t>(event.action));
    hash.add(event.reference.value());
    hash.add(event.old_reference);
    hash.add(event.claimed.external_identifier);
    hash.add(event.claimed.msisdn);
    hash.add(event.claimed.scs_identity);
    hash.add(event.trigger_data);
    hash.add(event.validity_time_s);
    return hash.value();
}

} // namespace iwf::core
