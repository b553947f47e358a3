%% SPDX-License-Identifier: Apache-2.0
%% Erlang on every side of iwfd.
-module(interop_scenarios).

-export([all/0]).

-import(interop_main, [next/1, quiet/0]).
-import(interop_scs, [external/1, trigger/2, recall/2, replace/3, ask/1, ask/2, expect/3,
                      expect_report/3, smea/0, scs_identity/0]).

-include_lib("diameter/include/diameter.hrl").

all() ->
    [{capabilities_are_those_of_the_standard, fun capabilities/0},
     {a_trigger_is_delivered_and_reported, fun delivered/0},
     {a_device_known_by_number_is_triggered_and_its_expiry_reported, fun by_number/0},
     {an_absent_subscriber_is_submitted_without_serving_nodes, fun absent/0},
     {an_absent_subscriber_is_refused_when_one_attempt_is_asked_for, fun absent_once/0},
     {what_the_hss_refuses_is_refused, fun hss_refuses/0},
     {what_the_sms_sc_refuses_is_refused, fun smsc_refuses/0},
     {what_the_contract_forbids_is_refused_before_anybody_is_asked, fun contract_forbids/0},
     {a_pending_trigger_is_recalled, fun recalled/0},
     {a_recall_that_comes_too_late_is_told_so, fun recalled_too_late/0},
     {a_pending_trigger_is_replaced_and_the_new_one_reported, fun replaced/0},
     {a_replace_that_fails_is_told_why, fun replace_fails/0},
     {the_features_of_tsp_are_told_to_who_lists_his, fun features/0} | interop_watching:all()].

capabilities() ->
    [begin
        #diameter_caps{origin_host = {_, <<"iwf1.lab.example">>}, origin_realm = {_, <<"lab.example">>},
                       supported_vendor_id = {_, Vendors}, vendor_specific_application_id = {_, Specific}} =
            get({caps, Node}),
        true = lists:member(10415, Vendors),
        true = lists:any(fun(One) -> claims(One, Dict:id()) end, Specific)
     end || Node <- [scs, hss, smsc, mme], Dict <- interop_node:dictionaries(Node)].

claims({'diameter_base_Vendor-Specific-Application-Id', [10415], [Claimed], []}, Id) ->
    Claimed =:= Id.

delivered() ->
    Action = (trigger(external(<<"meter1">>), 101))#{
        'Validity-Time' => 3600,
        'Trigger-Data' => #{'Payload' => <<0, 1, 255>>, 'Priority-Indication' => 1,
                            'Application-Port-Identifier' => 5683}},
    [] = expect(Action, 0, ask(Action)),
    asked_of_hss(Action, 1, next('SIR')),
    Submitted = next('DTR'),
    Wanted = (submission(Action, 101, [0]))#{
        'Payload' => <<0, 1, 255>>, 'Validity-Time' => [3600], 'Priority-Indication' => [1],
        'Application-Port-Identifier' => [5683], 'Serving-Node' => [serving_node()]},
    {Wanted, Wanted} = {Wanted, body(Submitted)},
    reported(Action, Submitted, #{'SM-Delivery-Outcome-T4' => 2}, 0).

by_number() ->
    %% 13 digits: the last octet is half filled (TS 29.329, 6.3.2).
    Action = trigger(#{'MSISDN' => <<16#94, 16#71, 16#50, 16#55, 16#21, 16#43, 16#F5>>}, 102),
    [] = expect(Action, 0, ask(Action)),
    asked_of_hss(Action, 0, next('SIR')),
    #{'User-Identifier' := User, 'Reference-Number' := [102]} = Submitted = next('DTR'),
    {User, User} = {#{'User-Name' => [interop_hss:imsi()], 'MSISDN' => [maps:get('MSISDN', Action)]}, User},
    reported(Action, Submitted, #{'SM-Delivery-Outcome-T4' => 3}, 1).

absent() ->
    Action = (trigger(external(<<"absent">>), 103))#{'Validity-Time' => 600},
    [] = expect(Action, 0, ask(Action)),
    next('SIR'),
    Submitted = next('DTR'),
    [] = [Node || Node <- ['Serving-Node', 'Additional-Serving-Node'], maps:get(Node, Submitted, []) =/= []],
    reported(Action, Submitted, #{'SM-Delivery-Outcome-T4' => 0, 'Absent-Subscriber-Diagnostic-T4' => 1}, 3).

absent_once() ->
    refused(<<"absent">>, 104, 201, fun(Action) -> Action#{'Validity-Time' => 0} end).

hss_refuses() ->
    [refused(Who, Reference, Status, fun(Action) -> Action end)
     || {Who, Reference, Status} <- [{<<"unknown">>, 111, 102}, {<<"forbidden">>, 112, 105},
                                     {<<"noservice">>, 113, 106}, {<<"barred">>, 114, 106},
                                     {<<"trouble">>, 115, 201}]].

refused(Who, Reference, Status, Change) ->
    Action = Change(trigger(external(Who), Reference)),
    [] = expect(Action, Status, ask(Action)),
    next('SIR'),
    quiet().

smsc_refuses() ->
    [begin
        interop_smsc:refuse(Reference, refusal(Code)),
        Action = trigger(external(<<"meter1">>), Reference),
        [] = expect(Action, Status, ask(Action)),
        next('SIR'),
        next('DTR')
     end || {Reference, Code, Status} <- [{121, 5001, 107}, {122, 5530, 107}, {123, 5531, 107}]].

contract_forbids() ->
    Good = trigger(external(<<"meter1">>), 131),
    [begin
        [] = expect(Action, Status, ask(Action)),
        quiet()
     end || {Action, Status} <- [
        {Good#{'Trigger-Data' => #{'Payload' => binary:copy(<<7>>, 141)}}, 101},
        {Good#{'External-Identifier' => <<"meter1@elsewhere.example">>}, 102},
        {Good#{'SCS-Identity' => <<16#94, 16#F9>>}, 103},
        {Good#{'Validity-Time' => 1000000}, 104}]].

recalled() ->
    pending(141),
    Action = recall(external(<<"meter1">>), 141),
    Answer = ask(Action),
    [] = expect(Action, 0, Answer),
    [1] = maps:get('Feature-Supported-In-Final-Target', Answer),
    next('SIR'),
    #{'Old-Reference-Number' := [141], 'Trigger-Action' := [1]} = Recall = next('DTR'),
    same_user(Action, Recall).

recalled_too_late() ->
    pending(142),
    interop_smsc:refuse(142, refusal(5535)),
    Action = recall(external(<<"meter1">>), 142),
    [] = expect(Action, 112, ask(Action)),
    next('SIR'),
    next('DTR').

replaced() ->
    pending(151),
    Action = (replace(external(<<"meter1">>), 151, 152))#{'Validity-Time' => 60},
    [] = expect(Action, 0, ask(Action)),
    next('SIR'),
    Replace = next('DTR'),
    Wanted = (submission(Action, 152, [2]))#{
        'Old-Reference-Number' => [151], 'Payload' => <<"wake up">>, 'Validity-Time' => [60],
        'Serving-Node' => [serving_node()]},
    {Wanted, Wanted} = {Wanted, maps:remove('Priority-Indication', body(Replace))},
    reported(Action, Replace, #{'SM-Delivery-Outcome-T4' => 2}, 0).

replace_fails() ->
    pending(161),
    interop_smsc:refuse(162, (refusal(5533))#{'MTC-Error-Diagnostic' => 1}),
    Action = (replace(external(<<"meter1">>), 161, 162))#{'Validity-Time' => 60},
    [1] = expect(Action, 110, ask(Action)),
    next('SIR'),
    next('DTR').

features() ->
    Mine = #{'Vendor-Id' => 10415, 'Feature-List-ID' => 1, 'Feature-List' => 1},
    Action = trigger(external(<<"unknown">>), 171),
    Answer = ask(Action, #{'Supported-Features' => [Mine]}),
    [] = expect(Action, 102, Answer),
    [Mine] = maps:get('Supported-Features', Answer),
    next('SIR').

%% A trigger that the SMS-SC has and has not reported on.
pending(Reference) ->
    Action = trigger(external(<<"meter1">>), Reference),
    [] = expect(Action, 0, ask(Action)),
    next('SIR'),
    next('DTR').

reported(Action, Submitted, Said, Outcome) ->
    {'DRA', Answer} = interop_smsc:report(Submitted, Said),
    #{'Result-Code' := [2001], 'Auth-Session-State' := 1, 'Origin-Host' := <<"iwf1.lab.example">>} = Answer,
    expect_report(Action, Outcome, next('DNR')).

%% TS 29.336, 5.2.1.1.
asked_of_hss(Action, Priority, Request) ->
    #{'Auth-Session-State' := 1, 'SIR-Flags' := 1, 'Service-ID' := [0], 'SCS-Identity' := [Scs],
      'Origin-Host' := <<"iwf1.lab.example">>, 'Origin-Realm' := <<"lab.example">>,
      'Destination-Realm' := <<"core.lab.example">>, 'User-Identifier' := User,
      'OC-Supported-Features' := [#{'OC-Feature-Vector' := [1]}],
      'Service-Parameters' := [#{'T4-Parameters' := [Parameters]}]} = Request,
    {Scs, Scs} = {scs_identity(), Scs},
    {User, User} = {named(Action), User},
    {[Smea], Smea} = {maps:get('SM-RP-SMEA', Parameters), smea()},
    [Priority] = maps:get('Priority-Indication', Parameters, [0]).

same_user(Action, #{'User-Identifier' := User, 'SM-RP-SMEA' := Smea}) ->
    {Smea, Smea} = {smea(), Smea},
    {User, User} = {(named(Action))#{'User-Name' => [interop_hss:imsi()]}, User}.

%% What every DTR says for this action.
submission(Action, Reference, TriggerAction) ->
    #{'User-Identifier' => (named(Action))#{'User-Name' => [interop_hss:imsi()]}, 'SM-RP-SMEA' => smea(),
      'Reference-Number' => [Reference], 'Trigger-Action' => TriggerAction, 'Auth-Session-State' => 1,
      'Origin-Host' => <<"iwf1.lab.example">>, 'Origin-Realm' => <<"lab.example">>,
      'Destination-Host' => [<<"smsc1.core.lab.example">>], 'Destination-Realm' => <<"core.lab.example">>}.

%% Without what differs from one message to the next, and what is empty.
body(Message) ->
    maps:filter(fun(_, Value) -> Value =/= [] end, maps:remove('Session-Id', Message)).

named(Action) ->
    maps:map(fun(_, Value) -> [Value] end, maps:with(['External-Identifier', 'MSISDN'], Action)).

serving_node() ->
    maps:map(fun(_, Value) -> [Value] end, interop_hss:serving_node()).

refusal(Code) ->
    #{'Experimental-Result' => #{'Vendor-Id' => 10415, 'Experimental-Result-Code' => Code}}.
