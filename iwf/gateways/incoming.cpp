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
    answer_refused(diameter::error_answer(request_, fault, self_->host, self_->realm));
}

} // namespace iwf::gateways
