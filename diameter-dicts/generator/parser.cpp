// SPDX-License-Identifier: Apache-2.0
#include "parser.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "cursor.hpp"

namespace dictgen {

namespace {

/// Statements begin in the first column; the indented lines below are their rows.
class Parser
{
public:
    Parser(std::string file, Problems& problems)
        : place_{std::move(file), 0}
        , problems_{problems}
    {
        dictionary_.place = place_;
    }

    Dictionary parse(std::string_view text)
    {
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            ++place_.line;
            line(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (dictionary_.name.empty()) {
            place_.line = 1;
            complain("the file does not say `dictionary <name>`");
        }
        return std::move(dictionary_);
    }

private:
    using Row = std::function<void(Cursor&)>;

    void line(std::string_view text)
    {
        text = text.substr(0, text.find(';'));
        Cursor cursor{text};
        if (cursor.at_end()) {
            return;
        }
        if (text.front() != ' ' && text.front() != '\t') {
            row_ = nullptr;
            statement(cursor);
        } else if (row_) {
            row_(cursor);
        } else if (!skip_rows_) {
            return complain("no statement above takes this indented line");
        } else {
            return;
        }
        if (!cursor.at_end()) {
            complain("`" + cursor.rest() + "` was not expected here");
        }
    }

    void statement(Cursor& cursor)
    {
        skip_rows_ = false;
        if (cursor.peek() == '<') {
            return command_header(cursor);
        }
        const auto word = cursor.word();
        if (cursor.take("::=")) {
            return group_header(word, cursor);
        }
        using Statement = void (Parser::*)(Cursor&);
        static const std::map<std::string, Statement> statements{
            {"dictionary", &Parser::dictionary_statement},
            {"uses", &Parser::uses_statement},
            {"document", &Parser::document_statement},
            {"vendor", &Parser::vendor_statement},
            {"application", &Parser::application_statement},
            {"avps", &Parser::avps_statement},
            {"values", &Parser::values_statement},
            {"bits", &Parser::bits_statement},
            {"features", &Parser::features_statement},
            {"experimental-results", &Parser::results_statement},
            {"command", &Parser::command_statement},
        };
        const auto found = statements.find(word);
        if (found == statements.end()) {
            return refuse(cursor, "`" + word + "` begins no statement");
        }
        (this->*found->second)(cursor);
    }

    void dictionary_statement(Cursor& cursor)
    {
        dictionary_.name = cursor.word();
        dictionary_.place = place_;
    }

    void uses_statement(Cursor& cursor)
    {
        do {
            dictionary_.uses.push_back(cursor.word());
        } while (cursor.take(","));
    }

    void document_statement(Cursor& cursor) { document_ = cursor.rest(); }

    void vendor_statement(Cursor& cursor)
    {
        vendor_ = number(cursor, "the number of the vendor");
        dictionary_.vendors.push_back({place_, vendor_, cursor.rest()});
    }

    void application_statement(Cursor& cursor)
    {
        const auto id = number(cursor, "the Application-Id");
        dictionary_.application = Application{place_, id, vendor_, cursor.rest()};
    }

    void avps_statement(Cursor&)
    {
        row_ = [this](Cursor& cursor) { avp_row(cursor); };
    }

    void avp_row(Cursor& cursor)
    {
        Avp avp;
        avp.place = place_;
        avp.vendor = vendor_;
        avp.name = cursor.word();
        avp.code = number(cursor, "the AVP code");
        avp.clause = clause(cursor);
        avp.type = cursor.word();
        const auto flags = cursor.until_blank();
        const auto vendor_specific = flags == "V" || flags == "M,V";
        avp.mandatory = flags == "M" || flags == "M,V";
        if (!vendor_specific && !avp.mandatory && flags != "-") {
            complain("the flags of " + avp.name + " are M,V or M or V or -, not `" + flags + "`");
        } else if (vendor_specific != (avp.vendor != 0)) {
            complain("the V flag of " + avp.name + " does not fit its vendor");
        }
        dictionary_.avps.push_back(std::move(avp));
    }

    void values_statement(Cursor& cursor)
    {
        if (auto* const avp = own_avp(cursor.word())) {
            named_rows(avp->values);
        }
    }

    void bits_statement(Cursor& cursor)
    {
        if (auto* const avp = own_avp(cursor.word())) {
            named_rows(avp->bits);
        }
    }

    void features_statement(Cursor& cursor)
    {
        const auto id = number(cursor, "the Feature-List-ID");
        dictionary_.features.push_back({place_, id, {}});
        named_rows(dictionary_.features.back().bits);
    }

    void results_statement(Cursor&) { named_rows(dictionary_.experimental_results); }

    void named_rows(std::vector<Named>& rows)
    {
        row_ = [this, &rows](Cursor& cursor) {
            const auto value = number(cursor, "a number");
            auto name = cursor.rest();
            if (name.empty()) {
                complain("the name is missing");
            }
            rows.push_back({place_, value, std::move(name)});
        };
    }

    void group_header(const std::string& name, Cursor& cursor)
    {
        auto* const avp = own_avp(name);
        if (avp == nullptr) {
            return refuse(cursor);
        }
        if (!cursor.take("<") || !cursor.take("AVP") || !cursor.take("Header:")) {
            return refuse(cursor, "expected `< AVP Header: code vendor >`");
        }
        const auto code = number(cursor, "the AVP code");
        const auto vendor = cursor.number().value_or(0);
        if (!cursor.take(">")) {
            complain("`>` is missing");
        }
        if (code != avp->code || vendor != avp->vendor) {
            complain("the header of " + name + " disagrees with its row among the avps");
        }
        if (avp->group) {
            complain(name + " has a second definition of its content");
        }
        avp->group = place_;
        rule_rows(avp->members);
    }

    void command_statement(Cursor& cursor)
    {
        Command command;
        command.place = place_;
        command.name = cursor.word();
        command.short_name = cursor.word();
        command.clause = clause(cursor);
        dictionary_.commands.push_back(std::move(command));
    }

    void command_header(Cursor& cursor)
    {
        cursor.take("<");
        const auto name = cursor.word();
        if (dictionary_.commands.empty() || dictionary_.commands.back().short_name != name ||
            dictionary_.commands.back().code != 0) {
            return refuse(
                cursor, "no `command <name> " + name + " <clause>` stands above <" + name + ">"
            );
        }
        auto& command = dictionary_.commands.back();
        if (!cursor.take(">") || !cursor.take("::=") || !cursor.take("<") ||
            !cursor.take("Diameter") || !cursor.take("Header:")) {
            return refuse(
                cursor, "expected `::= < Diameter Header: code, REQ, PXY, application >`"
            );
        }
        command.code = number(cursor, "the command code");
        while (cursor.take(",")) {
            command_attribute(command, cursor);
        }
        if (!cursor.take(">")) {
            complain("`>` is missing");
        }
        rule_rows(command.rules);
    }

    void command_attribute(Command& command, Cursor& cursor)
    {
        if (cursor.take("REQ")) {
            command.request = true;
        } else if (cursor.take("PXY")) {
            command.proxiable = true;
        } else {
            command.application = number(cursor, "REQ, PXY or the Application-Id");
        }
    }

    void rule_rows(std::vector<Rule>& rules)
    {
        row_ = [this, &rules](Cursor& cursor) {
            while (!cursor.at_end()) {
                if (!rule(rules, cursor)) {
                    return;
                }
            }
        };
    }

    bool rule(std::vector<Rule>& rules, Cursor& cursor)
    {
        const auto min = cursor.number();
        const bool many = cursor.take("*");
        const auto max = cursor.number();
        Rule rule;
        rule.place = place_;
        std::string_view closing;
        if (cursor.take("<")) {
            rule.bracket = Bracket::fixed;
            closing = ">";
        } else if (cursor.take("{")) {
            rule.bracket = Bracket::required;
            closing = "}";
        } else if (cursor.take("[")) {
            rule.bracket = Bracket::optional;
            closing = "]";
        } else {
            refuse(cursor, "expected < AVP >, { AVP } or [ AVP ]");
            return false;
        }
        rule.avp = cursor.word();
        rule.min = min.value_or(rule.bracket == Bracket::optional ? 0 : 1);
        rule.max = max.value_or(many ? unbounded : 1);
        if (rule.avp.empty() || !cursor.take(closing)) {
            refuse(cursor, "`" + std::string{closing} + "` is missing after `" + rule.avp + "`");
            return false;
        }
        if (min && !many) {
            complain("`*` is missing between the least and the greatest number of " + rule.avp);
        }
        rules.push_back(std::move(rule));
        return true;
    }

    Avp* own_avp(const std::string& name)
    {
        const auto found =
            std::find_if(dictionary_.avps.begin(), dictionary_.avps.end(), [&](const Avp& avp) {
                return avp.name == name;
            });
        if (found == dictionary_.avps.end()) {
            complain("`" + name + "` is not among the avps above");
            skip_rows_ = true;
            return nullptr;
        }
        return &*found;
    }

    std::uint32_t number(Cursor& cursor, const std::string& what)
    {
        const auto value = cursor.number();
        if (!value) {
            refuse(cursor, "expected " + what);
        }
        return value.value_or(0);
    }

    std::string clause(Cursor& cursor)
    {
        const auto clause = cursor.until_blank();
        if (clause.empty() || document_.empty()) {
            complain("the clause is missing, or the `document` it stands in");
        }
        return document_ + ", " + clause;
    }

    void complain(std::string text) { problems_.push_back({place_, std::move(text)}); }

    /// Nothing more of this line, and of the rows below it, can be understood.
    void refuse(Cursor& cursor)
    {
        cursor.rest();
        skip_rows_ = true;
    }

    void refuse(Cursor& cursor, std::string text)
    {
        complain(std::move(text));
        refuse(cursor);
    }

    Place place_;
    Problems& problems_;
    Dictionary dictionary_;
    Row row_;
    bool skip_rows_{};
    std::string document_;
    std::uint32_t vendor_{};
};

} // namespace

Dictionary parse(const std::string& file, std::string_view text, Problems& problems)
{
    return Parser{file, problems}.parse(text);
}

} // namespace dictgen
