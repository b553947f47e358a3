// SPDX-License-Identifier: Apache-2.0
#include "iwf/core/content_digest.hpp"

#include <optional>

#include "iwf/base/bytes.hpp"
#include "iwf/core/engine.hpp"
#include "iwf/core/fnv1a.hpp"

namespace iwf::core {
namespace {

class RequestHash : public Fnv1a
{
public:
    using Fnv1a::add;

    template <class T>
    void add(const std::optional<T>& field)
    {
        add(static_cast<std::uint8_t>(field.has_value()));
        if (field) {
            add_value(*field);
        }
    }

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
};

} // namespace

std::uint64_t content_digest(const DeviceActionEvent& event)
{
    RequestHash hash;
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
