// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "iwf/diameter/avp_reader.hpp"
#include "iwf/diameter/avp_writer.hpp"
#include "iwf/diameter/common.hpp"

/// What begins and ends each of our messages; for the codecs of the reference points.
namespace iwf::diameter {

void read_head(AvpReader& in, RequestHead& head);

/// Of Result-Code and Experimental-Result the one that tells of a failure counts. An experimental
/// result of another vendor than 3GPP has no meaning here: DIAMETER_UNABLE_TO_COMPLY.
void read_head(AvpReader& in, AnswerHead& head);

void read_features(AvpReader& in, std::vector<SupportedFeatures>& features);

/// TS 29.229, 7.2.1: the M bit is set only in requests, and there when the features are demanded.
void write_features(
    AvpWriter& out, const CommandDefinition& command, const std::vector<SupportedFeatures>& features
);

/// Of the host that answers; loads of peers on the way are not ours to know (RFC 8583, 4.1).
void read_load(AvpReader& in, std::optional<Load>& load);
void write_load(AvpWriter& out, const std::optional<Load>& load);

/// check(), after whether the message is this command at all: 3001 otherwise.
[[nodiscard]] std::optional<Fault>
check_as(const CommandDefinition& command, const Message& message);

/// A checked message read: `read_body(AvpReader& in, Body& body)` what follows the head.
template <class Body, class ReadBody>
[[nodiscard]] Decoded<Body>
decode_as(const CommandDefinition& command, const Message& message, ReadBody read_body)
{
    if (auto fault = check_as(command, message)) {
        return tl::unexpected<Fault>{*std::move(fault)};
    }
    AvpReader in{message.avps};
    Body body;
    read_head(in, body.head);
    read_body(in, body);
    return in.finish(std::move(body));
}

/// Header and first AVPs. An answer that tells of a protocol error (3xxx) gets the E bit.
[[nodiscard]] Message begin(const CommandDefinition& command, const RequestHead& head);
[[nodiscard]] Message begin(const CommandDefinition& command, const AnswerHead& head);

/// Proxy-Info and Route-Record.
void end(AvpWriter& out, const RequestHead& head);
void end(AvpWriter& out, const AnswerHead& head);

/// A whole message: `write_body(AvpWriter& out)` what stands between.
template <class Head, class WriteBody>
[[nodiscard]] Message
encode_as(const CommandDefinition& command, const Head& head, WriteBody write_body)
{
    Message message = begin(command, head);
    AvpWriter out{message.avps};
    write_body(out);
    end(out, head);
    return message;
}

} // namespace iwf::diameter
