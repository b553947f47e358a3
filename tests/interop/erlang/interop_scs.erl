%% SPDX-License-Identifier: Apache-2.0
%% What a server asks of iwfd, and what the answer has to say.
-module(interop_scs).

-export([external/1, trigger/2, recall/2, replace/3, ask/1, ask/2, expect/3, expect_report/3,
         scs_identity/0, smea/0]).

%% 4930123456 as TBCD (TS 29.336, 6.4.4) and as an address field (TS 23.040, 9.1.2.5): the number
%% of digits, international and ISDN, the digits.
scs_identity() -> <<16#94, 16#03, 16#21, 16#43, 16#65>>.
smea() -> <<10, 16#91, (scs_identity())/binary>>.

external(LocalPart) -> #{'External-Identifier' => <<LocalPart/binary, "@meters.acme.example">>}.

trigger(Device, Reference) ->
    Device#{'SCS-Identity' => scs_identity(), 'Reference-Number' => Reference, 'Action-Type' => 1,
            'Trigger-Data' => #{'Payload' => <<"wake up">>}}.

recall(Device, Reference) ->
    maps:remove('Trigger-Data', (trigger(Device, Reference))#{'Action-Type' => 3}).

replace(Device, Old, New) ->
    (trigger(Device, New))#{'Action-Type' => 4, 'Old-Reference-Number' => Old}.

ask(Action) -> ask(Action, #{}).

%% Gives the DAA.
ask(Action, More) ->
    Request = maps:merge((interop_node:head(scs))#{
        'Auth-Application-Id' => dict_tsp:id(), 'Destination-Realm' => "lab.example",
        'Destination-Host' => <<"iwf1.lab.example">>, 'Device-Action' => Action}, More),
    case interop_node:ask(scs, dict_tsp, ['DAR' | Request], 10000) of
        {'DAA', Answer} -> check_head(Request, Answer);
        Other -> error({no_daa, Other})
    end.

check_head(#{'Session-Id' := Session}, Answer) ->
    #{'Session-Id' := Got, 'Auth-Application-Id' := 16777309, 'Auth-Session-State' := 1,
      'Origin-Host' := <<"iwf1.lab.example">>, 'Origin-Realm' := <<"lab.example">>} = Answer,
    {Got, Got} = {iolist_to_binary(Session), Got},
    Answer.

%% The whole Device-Notification of a DAA: the echo of the action, the status, and what more is said.
expect(Action, Status, #{'Device-Notification' := Notification} = Answer) ->
    [2001] = maps:get('Result-Code', Answer),
    Wanted = maps:merge(echo(Action), #{'Action-Type' => maps:get('Action-Type', Action), 'Request-Status' => [Status]}),
    {Wanted, Wanted} = {Wanted, maps:remove('MTC-Error-Diagnostic', Notification)},
    maps:get('MTC-Error-Diagnostic', Notification, []).

%% The whole DNR of the trigger.
expect_report(Action, Outcome, Request) ->
    #{'Auth-Application-Id' := 16777309, 'Auth-Session-State' := 1,
      'Origin-Host' := <<"iwf1.lab.example">>, 'Origin-Realm' := <<"lab.example">>,
      'Destination-Host' := <<"scs1.acme.example">>, 'Destination-Realm' := <<"acme.example">>,
      'Device-Notification' := [Notification]} = Request,
    Wanted = (echo(Action))#{'Action-Type' => 2, 'Delivery-Outcome' => [Outcome]},
    {Wanted, Wanted} = {Wanted, Notification}.

echo(#{'Reference-Number' := Reference} = Action) ->
    Names = maps:with(['External-Identifier', 'MSISDN', 'SCS-Identity'], Action),
    (maps:map(fun(_, Value) -> [Value] end, Names))#{'Reference-Number' => Reference}.
