// SPDX-License-Identifier: Apache-2.0
#include "iwf/gateways/incoming.hpp"

namespace iwf::gateways {

Incoming::~Incoming()
{
    if (transport_ != nullptr) {
        refuse({diameter::result::unable_to_comply, {}, "the request could not be processed"});
    }
}

void Incoming::answer(diameter::Message answer)
{
    if (transport_ == nullptr) {
        return;
    }
    answer.header.hop_by_hop = request_.header.hop_by_hop;
    answer.header.end_to_end = request_.header.end_to_end;
    std::exchange(transport_, nullptr)->answer(connection_, answer);
}

void Incoming::answer_refused(diameter::Message refusal)
{
    if (diameter::Transport* const transport = transport_) {
        answer(std::move(refusal));
        transport->refused(connection_);
    }
}

void Incoming::refuse(const diameter::Fault& fault)
{
    diameter::Message message = diameter::error_answer(request_, fault, self_->host, self_->realm);
    // The grammar of RFC 6733, 7.2 for every refusal, permanent ones too: what a command's own
    // answer requires (a Device-Notification) cannot be made from a request that was not
    // understood.
    message.header.flags |= diameter::flag::error;
    answer_refused(std::move(message));
}

} // namespace iwf::gateways
