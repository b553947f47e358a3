// SPDX-License-Identifier: Apache-2.0
#include "wireshark.hpp"

#include <sstream>

namespace dictgen {

namespace {

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

void content(std::ostream& out, const Avp& avp)
{
    if (!avp.group) {
        out << "    <type type-name=\"" << (avp.type == "Address" ? "IPAddress" : avp.type)
            << "\"/>\n";
    } else {
        out << "    <grouped>\n";
        for (const auto& rule : avp.members) {
            if (!rule.is_any()) {
                out << "      <gavp name=\"" << rule.avp << "\"/>\n";
            }
        }
        out << "    </grouped>\n";
    }
    for (const auto& value : avp.values) {
        out << "    <enum name=\"" << escaped(value.name) << "\" code=\"" << value.number
            << "\"/>\n";
    }
}

void element(std::ostream& out, const Avp& avp)
{
    out << "  <avp name=\"" << avp.name << "\" code=\"" << avp.code << "\" mandatory=\""
        << (avp.mandatory ? "must" : "mustnot") << "\" vendor-bit=\""
        << (avp.vendor != 0 ? "must\" vendor-id=\"TGPP" : "mustnot") << "\">\n";
    content(out, avp);
    out << "  </avp>\n";
}

} // namespace

std::string wireshark_xml(const std::vector<Dictionary>& dictionaries)
{
    std::ostringstream out;
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        << "<!-- Made from diameter-dicts/*.dia: change those files. -->\n"
        << "<vendor vendor-id=\"TGPP\" code=\"10415\" name=\"3GPP\">\n";
    for (const auto& dictionary : dictionaries) {
        for (const auto& avp : dictionary.avps) {
            element(out, avp);
        }
    }
    out << "</vendor>\n";
    return out.str();
}

} // namespace dictgen
