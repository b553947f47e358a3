%% SPDX-License-Identifier: Apache-2.0
%% The HSS of TS 29.336, 5.2.1.2: who a subscriber is decides how the request ends.
-module(interop_hss).

-export([answer/1, imsi/0, serving_node/0]).

imsi() -> <<"262011234567890">>.

serving_node() ->
    #{'MME-Name' => <<"mme1.core.lab.example">>, 'MME-Realm' => <<"core.lab.example">>,
      'MME-Number-for-MT-SMS' => <<16#94, 16#71, 16#01>>}.

answer(#{'User-Identifier' := User} = Request) ->
    Head = interop_node:answer_head(hss, Request),
    ['SIA' | maps:merge(Head, verdict(local_part(User)))].

local_part(#{'External-Identifier' := [Identifier]}) -> hd(binary:split(Identifier, <<"@">>));
local_part(#{'MSISDN' := [_]}) -> <<"number">>.

verdict(<<"unknown">>) -> refused(5001);
verdict(<<"forbidden">>) -> refused(5510);
verdict(<<"noservice">>) -> refused(5511);
verdict(<<"trouble">>) -> #{'Result-Code' => 5012};
verdict(<<"absent">>) -> found(#{'HSS-Cause' => 1});
verdict(<<"barred">>) -> found(#{'HSS-Cause' => 4});
verdict(_) -> found(#{'Serving-Node' => serving_node()}).

refused(Code) ->
    #{'Experimental-Result' => #{'Vendor-Id' => 10415, 'Experimental-Result-Code' => Code}}.

found(T4Data) ->
    #{'Result-Code' => 2001, 'User-Identifier' => [#{'User-Name' => imsi()}],
      'Service-Data' => #{'T4-Data' => T4Data}}.
