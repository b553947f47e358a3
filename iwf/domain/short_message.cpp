// SPDX-License-Identifier: Apache-2.0
#include "iwf/domain/short_message.hpp"

#include <array>

namespace iwf::domain {
namespace {

constexpr std::uint8_t type_mask = 0x03;
constexpr std::uint8_t type_submit = 0x01;
constexpr std::uint8_t has_user_data_header = 0x40;

/// TP-VPF, bits 3 and 4: how long TP-VP is then.
constexpr unsigned validity_format_shift = 3;
constexpr std::array<std::size_t, 4> validity_octets{0, 7, 1, 7};

constexpr std::uint8_t element_port_8_bit = 0x04;
constexpr std::uint8_t element_port_16_bit = 0x05;

using Port = std::optional<std::uint16_t>;
using Malformed = tl::unexpected<ShortMessageFault>;

/// Octets one after another; once it has failed, it goes on failing.
class Octets
{
public:
    explicit Octets(base::ByteView octets)
        : rest_{octets}
    {}

    std::uint8_t next()
    {
        const base::ByteView one = take(1);
        return one.empty() ? std::uint8_t{} : one.front();
    }

    base::ByteView take(std::size_t count)
    {
        if (failed_ || count > rest_.size()) {
            failed_ = true;
            return {};
        }
        const base::ByteView taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

    [[nodiscard]] bool empty() const { return rest_.empty(); }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    base::ByteView rest_;
    bool failed_{};
};

tl::expected<Port, ShortMessageFault> port_of(base::ByteView header)
{
    Octets in{header};
    Port port;
    while (!in.empty()) {
        const std::uint8_t element = in.next();
        const base::ByteView data = in.take(in.next());
        if (in.failed()) {
            return Malformed{ShortMessageFault::malformed};
        }
        if (element == element_port_8_bit && data.size() == 2) {
            port = data[0];
        } else if (element == element_port_16_bit && data.size() == 4) {
            port = static_cast<std::uint16_t>(data[0] << 8U | data[1]);
        } // one of another length is ignored (TS 23.040, 9.2.3.24)
    }
    return port;
}

} // namespace

tl::expected<Port, ShortMessageFault> application_port_of(base::ByteView tpdu)
{
    Octets in{tpdu};
    const std::uint8_t first = in.next();
    if (!in.failed() && (first & type_mask) != type_submit) {
        return Malformed{ShortMessageFault::other_type};
    }
    in.next();                            // TP-MR
    const std::size_t digits = in.next(); // of TP-DA
    in.take(1 + (digits + 1) / 2);        // its type and the digits
    in.take(2);                           // TP-PID, TP-DCS
    in.take(validity_octets.at((first >> validity_format_shift) & 0x03U));
    in.next(); // TP-UDL counts septets, octets or compressed ones
    if ((first & has_user_data_header) == 0) {
        return in.failed()
                   ? tl::expected<Port, ShortMessageFault>{Malformed{ShortMessageFault::malformed}}
                   : Port{};
    }
    const base::ByteView header = in.take(in.next());
    if (in.failed()) {
        return Malformed{ShortMessageFault::malformed};
    }
    return port_of(header);
}

} // namespace iwf::domain
